#include "core/workspace/watched_folders.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "lsp/uri.hpp"

namespace core {
namespace {

constexpr std::array<std::string_view, 4> kModuleFiles = {"go.mod", "go.sum", "go.work",
                                                          "go.work.sum"};
constexpr const char* kVendorList = "modules.txt";

/// Folders in order, each once.
class Collected {
  public:
    void add(std::string path, bool packages, const std::vector<std::string>& names = {}) {
        const auto [it, is_new] = index_.try_emplace(path, all_.size());
        if (is_new) all_.push_back({std::move(path), false, {}});
        WatchedFolder& folder = all_[it->second];
        folder.packages = folder.packages || packages;
        for (const std::string& name : names) {
            if (std::find(folder.names.begin(), folder.names.end(), name) == folder.names.end())
                folder.names.push_back(name);
        }
    }
    /// Adds a folder that may have a go.mod or go.work, and its vendor folder.
    void add_module(const std::string& path, bool packages,
                    const std::vector<std::string>& names = {}) {
        add(path, packages, names);
        add(path_in(path, kVendor), false, {kVendorList});
    }
    std::size_t size() const { return all_.size(); }
    std::vector<WatchedFolder> take() { return std::move(all_); }

  private:
    std::vector<WatchedFolder> all_;
    std::map<std::string, std::size_t> index_;
};

std::string path_of_base(const nlohmann::json& base) {
    const nlohmann::json* uri = &base;
    if (base.is_object()) {
        const auto it = base.find("uri");
        if (it == base.end()) return {};
        uri = &*it;
    }
    std::string path = uri->is_string() ? lsp::path_of_uri(uri->get<std::string>()) : "";
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

/// Returns the folder of a glob for one file, or for everything below a folder. Nothing for any
/// other glob, or for a relative one without a base.
std::optional<WatchedFolder> folder_of_glob(std::string base, std::string_view glob) {
    const auto wild = glob.find_first_of("*?{[");
    const auto slash = glob.substr(0, wild).rfind('/');
    std::string_view rest = glob;
    if (slash != std::string_view::npos) {
        const std::string_view front = glob.substr(0, slash);
        if (base.empty() && !glob.starts_with('/')) return {};
        base = base.empty() ? std::string(front) : path_in(base, front);
        rest = glob.substr(slash + 1);
    }
    if (!base.starts_with('/')) return {};
    if (wild == std::string_view::npos) return WatchedFolder{base, false, {std::string(rest)}};
    if (rest.starts_with("**/")) return WatchedFolder{base, true, {}};
    return {};
}

/// Removes the next line from `text`. Returns it without its comment and the surrounding space.
std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    line = line.substr(0, line.find("//"));
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

std::string_view without_quotes(std::string_view word) {
    const bool quoted = word.size() > 1 && word.front() == word.back() &&
                        (word.front() == '"' || word.front() == '`');
    return quoted ? word.substr(1, word.size() - 2) : word;
}

/// Returns the path of a folder that a go.work in `folder` names.
std::string resolved(std::string_view folder, std::string_view path) {
    return lsp::clean_path(path.starts_with('/') ? std::string(path) : path_in(folder, path));
}

}  // namespace

std::string_view folder_of(std::string_view path) {
    const auto slash = path.find_last_of('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string path_in(std::string_view folder, std::string_view name) {
    std::string path(folder == "/" ? "" : folder);
    path += '/';
    path += name;
    return path;
}

bool is_below(std::string_view path, std::string_view folder) {
    if (folder == "/") return path.size() > 1 && path.starts_with('/');
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

bool concerns_go(std::string_view name) {
    return name.ends_with(".go") ||
           std::find(kModuleFiles.begin(), kModuleFiles.end(), name) != kModuleFiles.end();
}

bool may_hold_packages(std::string_view folder_name) {
    return !folder_name.empty() && folder_name.front() != '.' && folder_name.front() != '_' &&
           folder_name != "testdata" && folder_name != "node_modules" && folder_name != kVendor;
}

std::vector<std::string> folders_used_by(std::string_view go_work_text, std::string_view folder) {
    std::vector<std::string> used;
    bool in_block = false;
    while (!go_work_text.empty()) {
        std::string_view line = next_line(go_work_text);
        if (in_block) {
            if (line == ")") {
                in_block = false;
                continue;
            }
        } else {
            if (!line.starts_with("use")) continue;
            line.remove_prefix(3);
            const auto word = line.find_first_not_of(" \t");
            if (word == std::string_view::npos) continue;
            if (word == 0 && line.front() != '(') continue;
            line.remove_prefix(word);
            if (line == "(") {
                in_block = true;
                continue;
            }
        }
        if (!line.empty()) used.push_back(resolved(folder, without_quotes(line)));
    }
    return used;
}

bool WatchedFolder::counts(std::string_view name) const {
    return (packages && concerns_go(name)) ||
           std::find(names.begin(), names.end(), name) != names.end();
}

void WatchedFolders::set_workspace(std::vector<std::string> folders) {
    std::erase(folders, "");
    if (folders == workspace_) return;
    workspace_ = std::move(folders);
    changed_ = true;
}

void WatchedFolders::set_go_work(std::string go_work) {
    if (go_work == go_work_) return;
    go_work_ = std::move(go_work);
    changed_ = true;
}

void WatchedFolders::set_registered(std::vector<WatchedFolder> folders) {
    if (folders == registered_) return;
    registered_ = std::move(folders);
    changed_ = true;
}

void WatchedFolders::set_idle(bool idle) {
    changed_ = changed_ || idle != idle_;
    idle_ = idle;
}

void WatchedFolders::opened(std::string_view path) {
    if (open_.emplace(path).second) count(path, 1);
}

void WatchedFolders::closed(std::string_view path) {
    const auto it = open_.find(path);
    if (it == open_.end()) return;
    open_.erase(it);
    count(path, -1);
}

void WatchedFolders::count(std::string_view path, int by) {
    for (auto folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) {
        const auto it = documents_in_.try_emplace(std::string(folder), 0).first;
        const bool was_there = it->second > 0;
        it->second += by;
        if (was_there != (it->second > 0)) changed_ = true;
        if (it->second <= 0) documents_in_.erase(it);
    }
}

bool WatchedFolders::take_changed() {
    return std::exchange(changed_, false);
}

std::vector<WatchedFolder> WatchedFolders::folders() const {
    if (idle_) return {};
    std::vector<std::string> names(kModuleFiles.begin(), kModuleFiles.end());
    if (go_work_ == "off") std::erase_if(names, [](auto& n) { return n.starts_with("go.work"); });

    Collected all;
    for (const std::string& folder : workspace_) all.add_module(folder, true);
    std::vector<std::string> inside = workspace_;
    for (const WatchedFolder& folder : registered_) {
        if (all.size() >= kMost) break;
        if (!folder.packages) {
            all.add(folder.path, false, folder.names);
            continue;
        }
        all.add_module(folder.path, true);
        inside.push_back(folder.path);
    }
    for (const std::string& workspace : workspace_) {
        std::string_view folder = workspace;
        while (folder.size() > 1) {
            folder = folder_of(folder);
            if (folder.empty()) folder = "/";
            all.add_module(std::string(folder), false, names);
        }
    }
    if (go_work_.starts_with('/')) {
        const std::string folder(folder_of(go_work_).empty() ? "/" : folder_of(go_work_));
        const std::string name = go_work_.substr(go_work_.rfind('/') + 1);
        all.add_module(folder, false, {name, name + ".sum"});
    }
    for (const auto& entry : documents_in_) {
        const std::string& folder = entry.first;  // clang 14 cannot capture structured bindings
        if (all.size() >= kMost) break;
        const bool counts = std::any_of(inside.begin(), inside.end(),
                                        [&](const auto& w) { return is_below(folder, w); });
        if (counts) all.add(folder, true);
    }
    return all.take();
}

std::vector<WatchedFolder> watched_by_registration(std::string_view raw_options) {
    std::vector<WatchedFolder> folders;
    const auto options = nlohmann::json::parse(raw_options, nullptr, false);
    const auto watchers = options.is_object() ? options.find("watchers") : options.end();
    if (watchers == options.end() || !watchers->is_array()) return folders;
    for (const auto& watcher : *watchers) {
        const auto glob = watcher.is_object() ? watcher.find("globPattern") : watcher.end();
        if (glob == watcher.end()) continue;
        std::optional<WatchedFolder> folder;
        if (glob->is_string()) {
            folder = folder_of_glob({}, glob->get<std::string>());
        } else if (glob->is_object() && glob->contains("pattern") &&
                   glob->at("pattern").is_string()) {
            const auto base = glob->find("baseUri");
            if (base != glob->end()) {
                folder =
                    folder_of_glob(path_of_base(*base), glob->at("pattern").get<std::string>());
            }
        }
        if (folder) folders.push_back(*std::move(folder));
    }
    return folders;
}

}  // namespace core
