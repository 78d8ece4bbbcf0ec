// Verifies caches against their checksums. For `--deep` alone: it reads all files.
//
// gopls's file cache keeps a value in a file `HASH-cas` (internal/filecache), the go command in a
// file `HASH-d` (cmd/go/internal/cache); HASH is the SHA-256 of the content.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace doctor {

struct VerifiedCache {
    std::string name;  ///< "GOCACHE"
    std::string path;
    bool complete = false;  ///< all files were read
    std::uint64_t files = 0;
    std::vector<std::string> damaged;  ///< paths, at most 1000
};

/// A module that is not as it was downloaded, in the words of `go mod verify`.
struct ModifiedModule {
    std::string module;
    std::string version;
    std::string trouble;  ///< "dir has been modified"
    std::string path;     ///< of the folder or archive
};

struct Verification {
    bool done = false;
    std::vector<VerifiedCache> caches;
    std::vector<ModifiedModule> modules;
    std::string error;  ///< of `go mod verify`, if it could not verify; empty: it could
};

/// Verifies the files of a cache whose names end with `suffix`, but not those of the last seconds:
/// they may be being written. Stops early once `stop` is true. Blocking.
VerifiedCache verify_cache(const std::string& name, const std::string& path,
                           std::string_view suffix, const std::atomic<bool>& stop);

/// Returns the modules in the output of `go mod verify`. Pure.
std::vector<ModifiedModule> modified_modules(std::string_view text);

}  // namespace doctor
