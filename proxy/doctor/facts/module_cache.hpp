// Modules in the module cache that were not downloaded or extracted to the end.
//
// The go command creates `V.partial` while it extracts a module, and `V.ziphash` once the archive
// is complete (cmd/go/internal/modfetch).
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace doctor {

struct IncompleteModule {
    enum class Fault {
        kPartial,  ///< it was extracted in part
        kNoHash,   ///< its archive or its hash is missing
    };
    Fault fault = Fault::kPartial;
    std::string module;   ///< `github.com/Masterminds/semver`
    std::string version;  ///< `v1.5.0`
    std::string path;     ///< of the file that shows it, or of the folder without one
};

struct ModuleCacheState {
    bool complete = false;  ///< all of the cache was examined
    std::size_t modules = 0;
    std::vector<IncompleteModule> incomplete;
};

/// Examines names only. Leaves out modules whose lock a go command holds: it is working on them.
/// Stops early once `stop` is true. Blocking.
ModuleCacheState examine_module_cache(const std::string& folder, const std::atomic<bool>& stop);

/// Returns a module path or version as the module cache spells it: `!x` for `X`. Pure.
std::string escaped_module(std::string_view text);
/// Returns a module path or version with `!x` replaced by `X`, as the cache spells capital letters.
std::string unescaped_module(std::string_view text);

}  // namespace doctor
