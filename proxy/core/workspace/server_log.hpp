// Reads gopls's log messages (window/logMessage) about its loads and the build cache
// (docs/gopls-facts.md, "Loading"). Only this file knows these words of gopls and of the go
// command. Pure.
#pragma once

#include <string>
#include <string_view>

namespace core {

/// Whether this is "go/packages.Load #N …", which follows each load, even a failed one.
bool tells_of_load(std::string_view message);
/// Whether this is "Created View (#N)", which precedes the first load of a folder.
bool tells_of_view(std::string_view message);

/// Returns GOCACHE as "Created View (#N)" shows it. Empty for any other message.
std::string go_cache_in(std::string_view message);

/// Returns the line of an error message that blames the build cache: it cannot be initialized, or a
/// file in `go_cache` (if known) could not be read or written. Empty if there is none.
std::string build_cache_fault(std::string_view message, std::string_view go_cache);

}  // namespace core
