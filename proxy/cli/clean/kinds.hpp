// The kinds of files that `gopls-proxy clean` deletes. Pure.
#pragma once

#include <set>
#include <string_view>

namespace cli::clean {

enum class Kind {
    kGoplsCache,     ///< gopls's file cache, `~/.cache/gopls`
    kBuildCache,     ///< GOCACHE, and the one that the proxy makes if `go` cannot use that
    kModCache,       ///< GOMODCACHE
    kModuleIndex,    ///< gopls's index of GOMODCACHE, `~/.cache/goimports`
    kTemporary,      ///< temporary files and sockets of gopls
    kOldGeneration,  ///< private caches of the proxy that no gopls uses
    kLeftOver,       ///< the rest of an interrupted run of this command
};

using Kinds = std::set<Kind>;

/// Returns the name in JSON: "gopls_cache".
std::string_view name_of(Kind kind);

/// Returns the name for people: "gopls cache".
std::string_view words_of(Kind kind);

/// Returns whether a process may use such a folder, so that it must not be deleted. Others are
/// chosen only after their owner is gone.
bool can_be_in_use(Kind kind);

}  // namespace cli::clean
