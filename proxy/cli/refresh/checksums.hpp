// Modules that do not match their checksums, in the words of the go command, and the commands that
// mend them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cli::refresh {

/// A module whose content has another hash than was recorded (cmd/go/internal/modfetch,
/// `checksum mismatch`).
struct Mismatch {
    std::string path;
    std::string version;
    bool is_of_go_mod = false;  ///< of go.mod alone
    std::string found;          ///< "h1:…", of the downloaded module
    std::string recorded;
    std::string recorded_in;  ///< "go.sum", or the name of the checksum database
};

/// Returns the first mismatch in the output of any go command.
std::optional<Mismatch> find_mismatch(std::string_view words);

/// A module that has changed since it was downloaded.
struct Damage {
    std::string path;
    std::string version;
    std::string reason;  ///< "dir has been modified (/home/me/go/pkg/mod/…)"
};

/// Returns the damage that `go mod verify` has reported on stderr.
std::vector<Damage> damage_in(std::string_view errors);

/// Returns a command that removes everything of this version from the module cache and downloads it
/// again. No go command does that for one module. Empty without a module cache, and for a path
/// that leads out of it.
std::string redownload_command(const std::string& mod_cache, const std::string& path,
                               const std::string& version);

/// Returns the path as the module cache spells it: `!a` for `A` (golang.org/x/mod/module,
/// EscapePath).
std::string escaped(std::string_view path);

}  // namespace cli::refresh
