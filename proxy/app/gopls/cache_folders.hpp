// The folders in which gopls and the go command keep their caches, by an environment: that of this
// process, or of another. Pure.
//
// The rules are those of gopls v0.23 (internal/filecache, internal/modindex), of os.UserCacheDir
// and of cmd/go (cfg, cache), see docs/gopls-facts.md, "Caches".
#pragma once

#include <string>
#include <string_view>

#include "app/environment.hpp"
#include "app/paths.hpp"

namespace app {

/// Absolute paths; empty if there is no such folder.
struct CacheFolders {
    std::string gopls_cache;   ///< the folder `gopls` in GOPLSCACHE, else in the user's caches
    std::string build_cache;   ///< GOCACHE
    std::string mod_cache;     ///< GOMODCACHE
    std::string module_index;  ///< the folder `goimports` in the user's caches
    std::string temporary;     ///< TMPDIR, else /tmp
};

/// Returns the file of `go env -w`: GOENV, else `go/env` in the user's configuration; empty for
/// GOENV=off and without a home.
std::string go_env_file(const Environment& environment, Platform platform = kThisPlatform);

/// Returns the folders of a process. `go_env` is the content of `go_env_file`. Relative paths in
/// the environment count as unset.
CacheFolders cache_folders(const Environment& environment, std::string_view go_env,
                           Platform platform = kThisPlatform);

/// Replaces GOCACHE and GOMODCACHE by those that `go env -json` printed. Any other text changes
/// nothing.
void apply_go_env(CacheFolders& folders, std::string_view go_env_json);

}  // namespace app
