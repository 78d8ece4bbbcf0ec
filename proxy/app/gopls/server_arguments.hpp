// The arguments with which each gopls of a session is started: the editor's, without flags that
// hide gopls in a daemon, and without resources that two processes cannot share.
//
// flags.hpp interprets the words. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// Arguments of gopls with some removed, and a sentence for each removed one.
struct Stripped {
    std::vector<std::string> arguments;
    std::vector<std::string> notes;
};

/// Removes `-remote`, which hides the server in a daemon that is not ours to replace
/// (docs/gopls-facts.md, "Flags and exit codes").
Stripped strip_remote(const std::vector<std::string>& server_arguments);

/// Returns the arguments for a second gopls beside the first. Removes fixed addresses (`-debug`,
/// `-mcp.listen`, `-listen`, `-port`; an address with port 0 stays), which only one process can
/// have, and the files of `-profile.…`, which a second process would truncate.
Stripped standby_arguments(const std::vector<std::string>& server_arguments);

/// Returns the arguments for a later gopls: appends the number of its generation to the file of
/// `-logfile`, which gopls truncates at its start ("auto" names another file for each process).
std::vector<std::string> with_own_logfile(std::vector<std::string> server_arguments,
                                          std::uint64_t generation);

/// Adds `-debug=127.0.0.1:0`, unless an address is given already.
std::vector<std::string> with_debug_port(std::vector<std::string> server_arguments);

/// Returns whether a gopls of this version has the flag `-otel`: v0.23 and newer. A version that
/// does not tell, such as "(devel)", counts as older: gopls refuses to start with an unknown flag.
bool has_otel_flag(std::string_view version);

/// Adds `-otel=URL`, unless the flag is given already.
std::vector<std::string> with_otel(std::vector<std::string> server_arguments,
                                   const std::string& url);

/// Returns the port in gopls's line "debug server listening at http://localhost:1234"; 0 for
/// others.
std::uint16_t debug_port_in(std::string_view stderr_line);

}  // namespace app
