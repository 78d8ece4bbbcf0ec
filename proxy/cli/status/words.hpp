// The parts of a status in words, for a report and for a screen. The documents may come from
// another version; missing parts read as empty. Texts are printable. Pure.
#pragma once

#include <string>

#include "app/control/protocol.hpp"
#include "app/paint.hpp"

namespace cli {

using app::control::Json;

/// Returns "2.4 s"; a dash if there is no number at `pointer`.
std::string duration_at(const Json& status, const char* pointer);
/// Returns "12"; "0" if there is no number at `pointer`.
std::string count_at(const Json& status, const char* pointer);
/// Returns "1 session", "2 sessions".
std::string counted(long long count, const std::string& one, const std::string& many);
/// Returns "300 MB".
std::string megabytes(double bytes);

/// Returns the colour of a state.
app::Paint paint_of(const std::string& state);

/// Returns a path with `~` for `home`, which may be empty.
std::string shortened(const std::string& path, const std::string& home);
/// Returns the workspace folders, "~/src/app, ~/src/lib".
std::string folders_of(const Json& status, const std::string& home);
/// Returns "Neovim 0.11".
std::string editor_of(const Json& status);

/// Returns the memory of gopls and of the processes below it, ", 300 MB; 1 other process, 20 MB".
std::string memory_of(const Json& status);
/// Returns "generation 2, pid 12, ready, up 3.0 s" of the server `active` or `standby`; empty if
/// there is none.
std::string server_line(const Json& status, const std::string& which);
/// Returns "2 waiting, 120 answered, 4 slow; 5 open documents".
std::string requests_line(const Json& status);
/// Returns "1 stall, 2 replacements".
std::string counts_of_faults(const Json& status);
/// Returns the same with the newest incident: "…; 12.0 s ago: gopls is deadlocked".
std::string incidents_line(const Json& status);

}  // namespace cli
