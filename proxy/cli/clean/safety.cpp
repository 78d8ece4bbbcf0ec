#include "cli/clean/safety.hpp"

#include <algorithm>

namespace cli::clean {

bool is_within(const std::string& path, const std::string& folder) {
    if (folder == "/") return path.starts_with('/');
    return !folder.empty() && path.starts_with(folder) &&
           (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string protected_path(const std::string& path, const Protected& protected_folders) {
    if (path.empty() || path == "/") return "it is the root of the file system";
    if (is_within(protected_folders.home, path)) return "your home folder is there";
    const auto& workspaces = protected_folders.workspaces;
    if (std::any_of(workspaces.begin(), workspaces.end(),
                    [&](const std::string& folder) { return is_within(folder, path); })) {
        return "a workspace is there";
    }
    return {};
}

std::string unsafe_to_delete(const std::string& path, const io::EntryFacts& facts, uid_t user,
                             const Protected& protected_folders) {
    using Type = io::EntryFacts::Type;
    const std::string reason = protected_path(path, protected_folders);
    if (!reason.empty()) return reason;
    if (facts.type == Type::kSymlink) return "it is a symbolic link";
    if (facts.owner != user) {
        return "it belongs to another user (" + std::to_string(facts.owner) + ")";
    }
    if (facts.is_mount_point) return "another file system is mounted there";
    if (facts.parent_is_open) return "every user may change the folder that it is in";
    if (facts.parent_owner != user && facts.parent_owner != 0) {
        return "the folder that it is in belongs to another user (" +
               std::to_string(facts.parent_owner) + ")";
    }
    return {};
}

}  // namespace cli::clean
