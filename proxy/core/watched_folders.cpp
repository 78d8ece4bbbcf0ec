#include "core/watched_folders.hpp"

#include <algorithm>
#include <utility>

namespace core {
namespace {

bool is_below(std::string_view path, std::string_view folder) {
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

}  // namespace

std::string_view folder_of(std::string_view path) {
    const auto slash = path.find_last_of('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

void WatchedFolders::set_workspace(std::vector<std::string> folders) {
    std::erase(folders, "");
    if (folders == workspace_) return;
    workspace_ = std::move(folders);
    changed_ = true;
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

std::vector<std::string> WatchedFolders::folders() const {
    std::vector<std::string> all = workspace_;
    for (const auto& entry : documents_in_) {
        const std::string& folder = entry.first;  // clang 14 captures no structured binding
        if (all.size() >= kMost) break;
        const bool inside = std::any_of(workspace_.begin(), workspace_.end(),
                                        [&](const auto& w) { return is_below(folder, w); });
        if (inside) all.push_back(folder);
    }
    if (all.size() > kMost) all.resize(kMost);
    return all;
}

}  // namespace core
