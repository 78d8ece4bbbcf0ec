#include "app/gopls/cache_folders.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace app {
namespace {

/// Returns `folder/name`; empty for a relative folder.
std::string below(std::string_view folder, std::string_view name) {
    if (!folder.starts_with('/')) return {};
    while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
    if (name.empty()) return std::string(folder);
    return std::string(folder == "/" ? "" : folder) + "/" + std::string(name);
}

/// Returns a value of the file that `go env -w` writes: lines NAME=VALUE.
std::string_view value_in(std::string_view text, std::string_view name) {
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with(name) && line.substr(name.size()).starts_with('=')) {
            return line.substr(name.size() + 1);
        }
    }
    return {};
}

/// Returns os.UserCacheDir, or os.UserConfigDir; empty where Go returns an error.
std::string user_folder(const Environment& environment, Platform platform,
                        std::string_view variable, std::string_view below_home,
                        std::string_view mac_library) {
    const std::string_view home = value_of(environment, "HOME");
    if (platform == Platform::kMac) return below(home, mac_library);
    const std::string_view given = value_of(environment, variable);
    return given.empty() ? below(home, below_home) : below(given, "");
}

std::string user_caches(const Environment& environment, Platform platform) {
    return user_folder(environment, platform, "XDG_CACHE_HOME", ".cache", "Library/Caches");
}

}  // namespace

std::string go_env_file(const Environment& environment, Platform platform) {
    const std::string_view given = value_of(environment, "GOENV");
    if (!given.empty()) return given == "off" ? std::string() : std::string(given);
    return below(user_folder(environment, platform, "XDG_CONFIG_HOME", ".config",
                             "Library/Application Support"),
                 "go/env");
}

CacheFolders cache_folders(const Environment& environment, std::string_view go_env,
                           Platform platform) {
    const auto setting = [&](std::string_view name) {
        const std::string_view given = value_of(environment, name);
        return given.empty() ? value_in(go_env, name) : given;
    };
    CacheFolders folders;
    const std::string_view temporary = value_of(environment, "TMPDIR");
    folders.temporary = below(temporary.empty() ? "/tmp" : temporary, "");
    const std::string caches = user_caches(environment, platform);
    const std::string& caches_or_temporary = caches.empty() ? folders.temporary : caches;

    const std::string_view own = value_of(environment, "GOPLSCACHE");
    folders.gopls_cache = below(own.empty() ? caches_or_temporary : own, "gopls");
    folders.module_index = below(caches_or_temporary, "goimports");
    const std::string_view build_cache = setting("GOCACHE");
    folders.build_cache = build_cache.empty() ? below(caches, "go-build") : below(build_cache, "");

    const std::string_view mod_cache = setting("GOMODCACHE");
    const std::string_view paths = setting("GOPATH");
    if (!mod_cache.empty()) {
        folders.mod_cache = below(mod_cache, "");
    } else if (!paths.empty()) {
        folders.mod_cache = below(paths.substr(0, paths.find(':')), "pkg/mod");
    } else {
        folders.mod_cache = below(value_of(environment, "HOME"), "go/pkg/mod");
    }
    return folders;
}

void apply_go_env(CacheFolders& folders, std::string_view go_env_json) {
    const auto answer = nlohmann::json::parse(go_env_json, nullptr, false);
    if (!answer.is_object()) return;
    const auto apply = [&](const char* name, std::string& folder) {
        const auto value = answer.find(name);
        if (value == answer.end() || !value->is_string()) return;
        folder = below(value->get_ref<const std::string&>(), "");
    };
    apply("GOCACHE", folders.build_cache);
    apply("GOMODCACHE", folders.mod_cache);
}

}  // namespace app
