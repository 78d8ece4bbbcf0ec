// What gopls's own log messages (window/logMessage) tell of its loads and of the build cache
// (docs/gopls-facts.md, "Loading"). Words of gopls and of the go command, recognised here and
// nowhere else. Pure.
#pragma once

#include <string>
#include <string_view>

namespace core {

/// "go/packages.Load #N …", which comes at the end of each load, failed ones included.
bool tells_of_load(std::string_view message);
/// "Created View (#N)", which comes before the first load of a folder.
bool tells_of_view(std::string_view message);

/// GOCACHE as "Created View (#N)" names it; empty in any other message.
std::string go_cache_in(std::string_view message);

/// The line by which an error message blames the build cache: it cannot be initialized, or a file
/// in `go_cache` (if that is known) could not be read or written. Empty if it does not.
std::string build_cache_fault(std::string_view message, std::string_view go_cache);

}  // namespace core
