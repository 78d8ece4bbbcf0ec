// The folders of the trees of packages, from the roots of a tree down.
#include <string_view>
#include <utility>

#include "app/disk/watch.hpp"

namespace app {

void DiskWatch::find_roots(const std::string& tree, bool urgent) {
    Queued& queued = finds_[tree];
    const Queued wanted = urgent ? Queued::kUrgently : Queued::kInWalk;
    if (queued >= wanted) return;
    queued = wanted;
    looks_.add(urgent, [this, tree, wanted] { return look_at_roots(tree, wanted); });
}

std::optional<DiskLooks::Look> DiskWatch::look_at_roots(const std::string& tree, Queued queued) {
    const auto it = finds_.find(tree);
    if (it == finds_.end() || it->second != queued) return std::nullopt;
    finds_.erase(it);
    ++finding_roots_;
    return DiskLooks::Look{tree, [this, tree, go_work = go_work_] {
                               return [this, tree, roots = module_roots(tree, go_work)](bool) {
                                   --finding_roots_;
                                   if (trees_.contains(tree)) found_roots(tree, roots);
                                   leave_lost_roots();
                               };
                           }};
}

/// Leaves other folders of the tree as they are, because their changes may not be reported yet.
void DiskWatch::found_roots(const std::string& tree, const std::vector<std::string>& roots) {
    for (const std::string& root : roots) {
        ++roots_[root];
        enter_tree({.path = root, .packages = true, .names = {}}, true, false);
    }
    for (const std::string& root : std::exchange(roots_of_[tree], roots)) {
        if (--roots_[root] > 0) continue;
        roots_.erase(root);
        lost_roots_.insert(root);
    }
    if (roots.empty()) roots_of_.erase(tree);
}

/// Waits until the roots of all trees are known: a root lost by one tree may belong to another.
void DiskWatch::leave_lost_roots() {
    if (lost_roots_.empty() || !finds_.empty() || finding_roots_ > 0) return;
    for (const std::string& root : std::exchange(lost_roots_, {})) {
        if (roots_.contains(root)) continue;
        for (const Entry it : at_or_below(root)) {
            if (!it->second.in_tree) continue;
            if (!belongs_to_root(it->first)) {
                leave_tree(it);
            } else if (it->first == root && name_in(root) == core::kVendor) {
                it->second.descends = false;
            }
        }
    }
    if (in_trees_ >= most_in_trees_) return;
    for (const std::string& folder : std::exchange(overfull_, {})) look(folder, false);
}

bool DiskWatch::belongs_to_root(const std::string& folder) const {
    if (roots_.contains(folder)) return true;
    std::string_view path = folder;
    while (path.size() > 1) {
        const std::string_view name = name_in(path);
        const bool is_last = path.size() == folder.size();
        if (!core::may_hold_packages(name) && !(is_last && name == core::kVendor)) return false;
        path = core::folder_of(path);
        if (roots_.contains(path.empty() ? "/" : path)) return true;
    }
    return false;
}

void DiskWatch::add_to_tree(const std::string& parent, const std::string& name, bool is_new) {
    const bool vendor = name == core::kVendor;
    if (!vendor && !core::may_hold_packages(name)) return;
    const std::string path = core::path_in(parent, name);
    const auto it = watched_.find(path);
    if (it != watched_.end() && it->second.in_tree) return;
    if (in_trees_ >= most_in_trees_) {
        // The folder is added once there is room. Its files do not count as new then.
        overfull_.insert(parent);
        watched_.at(parent).descended = false;
        return say_once(said_full_,
                        "cannot watch more than " + std::to_string(most_in_trees_) +
                            " folders of packages: changes on disk in others, such as " + path +
                            ", are missed");
    }
    core::WatchedFolder wanted{.path = path, .packages = !vendor, .names = {}};
    if (vendor) wanted.names = {"modules.txt"};
    enter_tree(wanted, !vendor, is_new);
}

void DiskWatch::enter_tree(const core::WatchedFolder& wanted, bool descends, bool is_new) {
    Watched& watched = watched_[wanted.path];
    if (watched.in_tree && (watched.descends || !descends)) return;
    if (!std::exchange(watched.in_tree, true)) {
        ++in_trees_;
        watched.is_new = is_new;
        watched.since_start = true;
    }
    watched.descends = descends;
    widen(watched, wanted);
    watched.number = ++numbers_;
    look(wanted.path, is_new);
}

/// Removes a folder that no longer belongs to any root.
void DiskWatch::leave_tree(Entry it) {
    Watched& watched = it->second;
    watched.in_tree = watched.descends = watched.descended = false;
    watched.is_new = watched.since_start = false;
    --in_trees_;
    if (!watched.named) leave(it);
}

}  // namespace app
