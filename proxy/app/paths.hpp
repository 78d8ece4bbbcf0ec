// The proxy's folders: state (logs, incidents), cache and configuration, by each platform's
// conventions.
//
// Only `or_temporary` and `make_private_folder` create folders. Everything else is pure.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "app/environment.hpp"
#include "app/result.hpp"

namespace app {

enum class Platform { kXdg, kMac };

#if defined(__APPLE__)
inline constexpr Platform kThisPlatform = Platform::kMac;
#else
inline constexpr Platform kThisPlatform = Platform::kXdg;
#endif

/// Why there is no such folder.
enum class PathError {
    kNoHome = 1,  ///< HOME is unset or not absolute
    kNotOurs,     ///< and the temporary folder has no folder of this user alone
    kNoAnswer,    ///< the file system of the temporary folder does not answer
};

/// Returns the error as one sentence.
std::string describe(PathError error);

using PathResult = boost::system::result<std::filesystem::path, PathError>;

/// Returns `$XDG_STATE_HOME/gopls-proxy` (`~/.local/state`),
/// `~/Library/Application Support/gopls-proxy`. A relative `XDG_…` is ignored (XDG Base Directory
/// Specification 0.8).
PathResult state_folder(const Environment& environment, Platform platform = kThisPlatform);

/// Returns `$XDG_CACHE_HOME/gopls-proxy` (`~/.cache`), `~/Library/Caches/gopls-proxy`.
PathResult cache_folder(const Environment& environment, Platform platform = kThisPlatform);

/// Returns `$XDG_CONFIG_HOME/gopls-proxy/config.toml` (`~/.config`),
/// `~/Library/Application Support/gopls-proxy/config.toml`.
PathResult config_file(const Environment& environment, Platform platform = kThisPlatform);

/// Returns the user's home folder, for which `~` stands.
PathResult home_folder(const Environment& environment);

/// Returns `folder`; without a home, `$TMPDIR/gopls-proxy-UID`, which is created if missing.
/// Another user could create it first, and its content decides which files are written and which
/// cache gopls trusts. So it must be a real folder, not a link, that belongs to this user and is
/// closed to all others; anything else is `kNotOurs`.
PathResult or_temporary(const PathResult& folder, const Environment& environment);

/// Returns the setting `log.file`; if that is empty, `gopls-proxy.log` in the state folder.
PathResult log_file(const std::string& setting, const PathResult& state);

/// Returns `text` with a leading `~/` replaced by the home folder; unchanged without a home.
std::string expand_home(std::string_view text, const Environment& environment);

/// Creates the folder and its missing parents with mode 0700.
std::error_code make_private_folder(const std::filesystem::path& folder);

}  // namespace app
