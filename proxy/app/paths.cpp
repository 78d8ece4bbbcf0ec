#include "app/paths.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <vector>

namespace app {

namespace {

constexpr std::string_view kName = "gopls-proxy";

/// Returns the proxy's folder in a base folder that differs by platform.
PathResult folder(const Environment& environment, Platform platform, std::string_view xdg_variable,
                  std::string_view below_home, std::string_view mac_library) {
    if (platform == Platform::kXdg) {
        const std::string_view base = value_of(environment, xdg_variable);
        if (base.starts_with('/')) return std::filesystem::path(base) / kName;
    }
    PathResult home = home_folder(environment);
    if (!home) return home;
    if (platform == Platform::kMac) return *home / "Library" / mac_library / kName;
    return *home / below_home / kName;
}

}  // namespace

std::string describe(PathError error) {
    switch (error) {
        case PathError::kNoHome:
            return "HOME is not set to an absolute path";
        case PathError::kNoAnswer:
            return "HOME is not set to an absolute path, and the temporary folder does not respond";
        case PathError::kNotOurs:
            break;
    }
    return "HOME is not set to an absolute path, and the temporary folder has no gopls-proxy-" +
           std::to_string(getuid()) + " that only this user can access";
}

PathResult home_folder(const Environment& environment) {
    const std::string_view home = value_of(environment, "HOME");
    if (!home.starts_with('/')) return PathError::kNoHome;
    return std::filesystem::path(home);
}

PathResult state_folder(const Environment& environment, Platform platform) {
    return folder(environment, platform, "XDG_STATE_HOME", ".local/state", "Application Support");
}

PathResult cache_folder(const Environment& environment, Platform platform) {
    return folder(environment, platform, "XDG_CACHE_HOME", ".cache", "Caches");
}

PathResult config_file(const Environment& environment, Platform platform) {
    PathResult base =
        folder(environment, platform, "XDG_CONFIG_HOME", ".config", "Application Support");
    if (base) return *base / "config.toml";
    return base;
}

PathResult or_temporary(const PathResult& folder, const Environment& environment) {
    if (folder.has_value()) return folder;
    const std::string_view temporary = value_of(environment, "TMPDIR");
    std::filesystem::path path(temporary.starts_with('/') ? temporary : "/tmp");
    path /= std::string(kName) + "-" + std::to_string(getuid());
    if (::mkdir(path.c_str(), 0700) == 0) return path;
    struct stat found {};
    constexpr mode_t kOfOthers = S_IRWXG | S_IRWXO;
    const bool ours = ::lstat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
                      found.st_uid == ::getuid() && (found.st_mode & kOfOthers) == 0;
    return ours ? PathResult(path) : PathResult(PathError::kNotOurs);
}

PathResult log_file(const std::string& setting, const PathResult& state) {
    if (!setting.empty()) return std::filesystem::path(setting);
    if (state.has_error()) return state.error();
    return *state / "gopls-proxy.log";
}

std::string expand_home(std::string_view text, const Environment& environment) {
    if (!text.starts_with("~/")) return std::string(text);
    const PathResult home = home_folder(environment);
    if (!home) return std::string(text);
    return (*home / text.substr(2)).string();
}

std::error_code make_private_folder(const std::filesystem::path& folder) {
    std::error_code failure;
    std::vector<std::filesystem::path> missing;
    for (std::filesystem::path at = folder; !at.empty(); at = at.parent_path()) {
        if (std::filesystem::exists(at, failure)) break;
        missing.push_back(at);
        if (at == at.parent_path()) break;
    }
    for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
        // Another proxy that starts at the same moment may create it first; that is not an error.
        const bool made = std::filesystem::create_directory(*at, failure);
        if (failure) return failure;
        if (!made) continue;
        std::filesystem::permissions(*at, std::filesystem::perms::owner_all, failure);
        if (failure) return failure;
    }
    if (!std::filesystem::is_directory(folder, failure) && !failure) {
        return std::make_error_code(std::errc::not_a_directory);
    }
    return failure;
}

}  // namespace app
