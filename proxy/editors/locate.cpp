#include "editors/locate.hpp"

#include <glob.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "io/files.hpp"

namespace editors {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxScriptBytes = std::size_t{1} << 20;
constexpr int kMaxEntries = 2000;
constexpr int kMaxScriptDepth = 3;
constexpr std::size_t kMaxScripts = 200;
constexpr std::array<std::string_view, 3> kScripts = {".lua", ".vim", ".el"};
/// Folders of plugins, which are large and not the user's.
constexpr std::array<std::string_view, 6> kPlugins = {"plugged", "bundle",   "pack",
                                                      "elpa",    "straight", "node_modules"};

fs::path folder_of_base(Base base, const app::Environment& environment, app::Platform platform) {
    const app::PathResult home = app::home_folder(environment);
    if (!home) return {};
    if (base == Base::kHome) return *home;
    if (base == Base::kConfig && platform == app::Platform::kMac) {
        return *home / "Library/Application Support";
    }
    const std::string_view config = app::value_of(environment, "XDG_CONFIG_HOME");
    return config.starts_with('/') ? fs::path(config) : *home / ".config";
}

/// Returns `path` as a pattern that matches only itself.
std::string quoted_pattern(const std::string& path) {
    std::string pattern;
    for (const char c : path) {
        if (std::string_view("*?[]\\").find(c) != std::string_view::npos) pattern += '\\';
        pattern += c;
    }
    return pattern;
}

bool matches_any(const fs::path& base, const std::vector<std::string_view>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(), [&](std::string_view pattern) {
        glob_t matches{};
        const std::string whole = quoted_pattern(base.string()) + "/" + std::string(pattern);
        const bool found = ::glob(whole.c_str(), GLOB_NOSORT, nullptr, &matches) == 0;
        ::globfree(&matches);
        return found;
    });
}

bool names_proxy(const std::string& file) {
    const auto text = io::read_file(file, kMaxScriptBytes);
    return text && text->find("gopls-proxy") != std::string::npos;
}

template <std::size_t kSize>
bool is_one_of(const std::array<std::string_view, kSize>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

void add_scripts(const fs::path& folder, std::vector<std::string>& files) {
    std::error_code failure;
    int left = kMaxEntries;
    for (fs::recursive_directory_iterator entry(
             folder, fs::directory_options::skip_permission_denied, failure);
         !failure && entry != fs::recursive_directory_iterator() && left > 0;
         entry.increment(failure), --left) {
        const std::string name = entry->path().filename().string();
        std::error_code unknown;
        if (entry->is_directory(unknown)) {
            if (entry.depth() >= kMaxScriptDepth || name.starts_with('.') ||
                is_one_of(kPlugins, name)) {
                entry.disable_recursion_pending();
            }
        } else if (is_one_of(kScripts, entry->path().extension().string()) &&
                   files.size() < kMaxScripts) {
            const std::string path = entry->path().string();
            if (std::find(files.begin(), files.end(), path) == files.end()) files.push_back(path);
        }
    }
}

}  // namespace

Located locate(const Editor& editor, const app::Environment& environment, app::Platform platform) {
    Located located;
    located.editor = &editor;
    const fs::path base = folder_of_base(editor.base, environment, platform);
    if (base.empty()) return located;
    located.searched = (base / editor.marks.front()).string();
    located.found = matches_any(base, editor.marks);
    if (!editor.scripts.empty()) located.scripts = (base / editor.scripts).string();
    for (const std::string_view file : editor.files) {
        std::error_code unknown;
        const fs::path path = base / file;
        if (located.file.empty()) located.file = path.string();
        if (!fs::exists(fs::symlink_status(path, unknown))) continue;
        located.file = path.string();
        break;
    }
    return located;
}

std::vector<std::string> scripts_of(const Located& located) {
    std::vector<std::string> files;
    if (!located.file.empty()) files.push_back(located.file);
    if (!located.scripts.empty()) add_scripts(located.scripts, files);
    return files;
}

bool mentions_proxy(const Located& located) {
    const std::vector<std::string> files = scripts_of(located);
    return std::any_of(files.begin(), files.end(), names_proxy);
}

}  // namespace editors
