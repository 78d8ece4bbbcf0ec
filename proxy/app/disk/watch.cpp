#include "app/disk/watch.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace app {
namespace {

constexpr std::chrono::seconds kLongestRetry{60};
constexpr std::size_t kMostRetried = 64;
/// The clock that file systems stamp with may be late by this much.
constexpr std::chrono::milliseconds kClockTick{10};
/// The limit of remembered files that were asked about outside of watched folders. Beyond it, all
/// are forgotten.
constexpr std::size_t kMostAskedAbout = 4096;

bool is_lasting(const boost::system::error_code& error) {
    return error == boost::system::errc::permission_denied ||
           error == boost::system::errc::operation_not_permitted ||
           error == boost::system::errc::too_many_symbolic_link_levels ||
           error == boost::system::errc::filename_too_long;
}

}  // namespace

DiskWatch::DiskWatch(io::Loop& loop, Events events, std::size_t most_in_trees,
                     std::chrono::nanoseconds hangs_after)
    : events_(std::move(events)),
      most_in_trees_(most_in_trees),
      began_(std::chrono::duration_cast<std::chrono::nanoseconds>(
                 (std::chrono::system_clock::now() - kClockTick).time_since_epoch())
                 .count()),
      watches_(loop, [this](const auto& came) { events_came(came); }),
      retry_timer_(loop,
                   [this] {
                       for (const std::string& folder : std::exchange(to_retry_, {}))
                           look(folder, false);
                   }),
      looks_(
          loop,
          [this](const std::string& path) {
              say_once(said_hangs_, "the file system of " + path +
                                        " does not respond: changes on disk there are missed");
          },
          hangs_after) {}

void DiskWatch::stop() {
    watch({});
    looks_.forget_waiting();
    retry_timer_.disarm();
}

void DiskWatch::watch(const core::effect::WatchFolders& wanted) {
    name_folders(wanted.folders);
    const std::set<std::string> trees(wanted.trees.begin(), wanted.trees.end());
    if (trees == trees_ && wanted.go_work == go_work_) return;
    const bool all = std::exchange(go_work_, wanted.go_work) != wanted.go_work;
    const std::set<std::string> before = std::exchange(trees_, trees);
    for (const std::string& tree : before) {
        if (trees.contains(tree)) continue;
        finds_.erase(tree);
        found_roots(tree, {});
    }
    for (const std::string& tree : trees) {
        if (all || !before.contains(tree)) find_roots(tree, false);
    }
    looks_.begin_next();
    leave_lost_roots();
}

void DiskWatch::name_folders(const std::vector<core::WatchedFolder>& folders) {
    std::set<std::string> named;
    for (const core::WatchedFolder& folder : folders) named.insert(folder.path);
    for (const std::string& path : std::exchange(named_, named)) {
        const auto it = watched_.find(path);
        if (named.contains(path) || it == watched_.end()) continue;
        it->second.named = false;
        if (!it->second.in_tree) leave(it);
    }
    for (const core::WatchedFolder& folder : folders) {
        Watched& watched = watched_[folder.path];
        watched.named = true;
        if (widen(watched, folder)) look(folder.path, false);
    }
}

/// Returns true if more files of the folder count than before, so that it must be listed again. A
/// file that has only begun to count may always have been there.
bool DiskWatch::widen(Watched& watched, const core::WatchedFolder& wanted) {
    core::WatchedFolder all = watched.wanted;
    all.path = wanted.path;
    all.packages = all.packages || wanted.packages;
    for (const std::string& name : wanted.names) {
        if (std::find(all.names.begin(), all.names.end(), name) == all.names.end())
            all.names.push_back(name);
    }
    if (all == watched.wanted) return false;
    watched.wanted = std::move(all);
    if (watched.known) watched.known->complete = false;
    watched.number = ++numbers_;
    return true;
}

void DiskWatch::unwatch(const std::string& folder, Watched& watched) {
    if (!watched.id) return;
    const auto paths = paths_.find(*std::exchange(watched.id, std::nullopt));
    paths->second.erase(folder);
    if (!paths->second.empty()) return;
    watches_.forget(paths->first);
    paths_.erase(paths);
}

void DiskWatch::leave(Entry it) {
    unwatch(it->first, it->second);
    overfull_.erase(it->first);
    watched_.erase(it);
}

/// Returns the watched entries of a folder and of all below it. Paths that start like its own
/// (`folder-2`) sort between the two.
std::vector<DiskWatch::Entry> DiskWatch::at_or_below(const std::string& folder) {
    std::vector<Entry> found;
    if (const auto it = watched_.find(folder); it != watched_.end()) found.push_back(it);
    const std::string front = core::path_in(folder, {});
    for (auto it = watched_.upper_bound(front); it != watched_.end(); ++it) {
        if (!it->first.starts_with(front)) break;
        found.push_back(it);
    }
    return found;
}

void DiskWatch::events_came(const std::vector<io::FolderWatches::Event>& events) {
    for (const auto& event : events) {
        if (event.folder == io::FolderWatches::kAny) {
            for (const auto& [path, watched] : watched_) look(path, true);
            continue;
        }
        const auto paths = paths_.find(event.folder);
        if (paths == paths_.end()) {
            if (looking_at_folders_ > 0) early_.insert(event.folder);
            continue;
        }
        for (const std::string& path : paths->second) {
            const Watched& watched = watched_.at(path);
            const bool found = event.is_folder && watched.descends &&
                               (core::may_hold_packages(event.name) || event.name == core::kVendor);
            if (event.name.empty() || found || watched.wanted.counts(event.name)) look(path, true);
            if (!event.is_folder || event.name.empty()) continue;
            // A folder with this name was created or deleted.
            for (const Entry it : at_or_below(core::path_in(path, event.name)))
                look(it->first, true);
        }
    }
    looks_.begin_next();
}

void DiskWatch::look(const std::string& folder, bool urgent) {
    const auto it = watched_.find(folder);
    if (it == watched_.end()) return;
    const Queued wanted = urgent ? Queued::kUrgently : Queued::kInWalk;
    if (it->second.queued >= wanted) return;
    it->second.queued = wanted;
    looks_.add(urgent, [this, folder, wanted] { return look_at(folder, wanted); });
    if (!urgent) looks_.begin_next();
}

bool DiskWatch::look_now(const std::string& file, std::function<void()> done) {
    watches_.deliver();
    if (core::concerns_go(name_in(file)) && !looks_.is_stuck()) {
        looks_.add(true, [this, file] { return std::optional(look_at_file(file)); });
    }
    looks_.begin_next();
    if (!looks_.is_urgent() && early_.empty()) return false;
    looks_.when_done(std::move(done));
    return true;
}

DiskLooks::Look DiskWatch::look_at_file(const std::string& file) {
    return {file, [this, file] {
                return [this, file, state = state_of(file)](bool) {
                    if (state) file_looked(file, *state);
                };
            }};
}

std::optional<DiskLooks::Look> DiskWatch::look_at(const std::string& folder, Queued queued) {
    const auto it = watched_.find(folder);
    if (it == watched_.end() || it->second.queued != queued) return std::nullopt;
    it->second.queued = Queued::kNo;
    ++looking_at_folders_;
    return DiskLooks::Look{
        folder, [this, folder, number = it->second.number, wanted = it->second.wanted,
                 descends = it->second.descends, watcher = watches_.watcher()] {
            auto look = std::make_shared<FolderLook>(look_at_folder(wanted, descends, watcher));
            return [this, folder, number, look](bool late) {
                --looking_at_folders_;
                looked(folder, number, std::move(*look));
                // Its events have been attributed to other folders meanwhile.
                if (late) this->look(folder, true);
            };
        }};
}

/// Assigns the watch of the folder that this look has found at the path.
void DiskWatch::watched_as(const std::string& folder, Watched& watched, const FolderLook& look) {
    std::optional<io::FolderWatches::Id> id;
    if (look.watch && !look.gone) id = *look.watch;
    if (id != watched.id) {
        unwatch(folder, watched);
        watched.id = id;
        if (id) paths_[*id].insert(folder);
    }
    if (look.watch.has_error() && !look.gone && look.listing) {
        // The system may have room for a watch later; until then, look at the folder now and then.
        if (to_retry_.size() < kMostRetried) retry(folder);
        say_once(said_no_watch_, "cannot watch " + folder + " (" + look.watch.error().message() +
                                     "): changes on disk there, and maybe elsewhere, are missed");
    }
    if (id && early_.erase(*id) > 0) this->look(folder, true);
}

void DiskWatch::looked(const std::string& folder, std::uint64_t number, FolderLook look) {
    const auto it = watched_.find(folder);
    if (it == watched_.end() || it->second.number != number) {
        early_.clear();
        // Drops a watch begun for a folder that has been dropped meanwhile.
        if (look.watch && !paths_.contains(*look.watch)) watches_.forget(*look.watch);
        return;
    }
    Watched& watched = it->second;
    watched_as(folder, watched, look);
    early_.clear();
    if (look.listing.has_error()) {
        if (!is_lasting(look.listing.error())) retry(folder);
        return;
    }
    if (to_retry_.empty()) retry_in_ = std::chrono::seconds(1);
    if (!look.listing->complete) {
        say_once(said_many_files_, folder + " has more than " +
                                       std::to_string(FolderListing::kMaxFiles) +
                                       " Go files: changes on disk of the others are missed");
    }
    Changes changes;
    if (watched.known) {
        changes = bring_up_to_date(*watched.known, std::move(*look.listing), folder);
    } else {
        watched.known = std::move(*look.listing);
        for (const auto& [name, state] : watched.known->files) {
            if (!watched.is_new) break;
            changes.push_back({core::path_in(folder, name), core::FileChange::kCreated});
        }
    }
    if (std::exchange(watched.since_start, false))
        add_changed_since_start(folder, *watched.known, changes);
    if (look.with_folders && watched.descends) {
        const bool is_new = watched.is_new || std::exchange(watched.descended, true);
        for (const std::string& name : look.folders) add_to_tree(folder, name, is_new);
    }
    // The root of a tree may come back, and its parent may not belong to the tree.
    if (look.gone && watched.in_tree && !watched.named) leave_tree(it);
    report(changes);
}

void DiskWatch::add_changed_since_start(const std::string& folder, const FolderListing& known,
                                        Changes& changes) const {
    std::set<std::string> told;
    for (const core::DiskChange& change : changes) told.insert(change.path);
    for (const auto& [name, state] : known.files) {
        std::string path = core::path_in(folder, name);
        if (changed_since_start(state) && !told.contains(path))
            changes.push_back({std::move(path), core::FileChange::kChanged});
    }
}

void DiskWatch::file_looked(const std::string& path, const std::optional<FileState>& state) {
    const auto it = watched_.find(std::string(core::folder_of(path)));
    const std::string name(name_in(path));
    if (it != watched_.end() && it->second.known && it->second.wanted.counts(name) &&
        (it->second.known->complete || it->second.known->files.contains(name))) {
        // Only this file was looked at, so only its entry is updated.
        FolderListing& known = *it->second.known;
        const auto old = known.files.find(name);
        if (old == known.files.end()) {
            if (!state) return;
            known.files.emplace(name, *state);
            return report({{path, core::FileChange::kCreated}});
        }
        if (!state) {
            known.files.erase(old);
            return report({{path, core::FileChange::kDeleted}});
        }
        if (old->second == *state) return;
        old->second = *state;
        return report({{path, core::FileChange::kChanged}});
    }
    if (asked_about_.size() >= kMostAskedAbout) asked_about_.clear();
    const auto [old, is_first] = asked_about_.try_emplace(path, state);
    if (is_first) {
        if (state && changed_since_start(*state)) report({{path, core::FileChange::kChanged}});
        return;
    }
    if (old->second == state) return;
    const auto change = !state        ? core::FileChange::kDeleted
                        : old->second ? core::FileChange::kChanged
                                      : core::FileChange::kCreated;
    old->second = state;
    report({{path, change}});
}

void DiskWatch::retry(const std::string& folder) {
    to_retry_.insert(folder);
    if (retry_timer_.armed()) return;
    retry_timer_.arm(retry_in_);
    retry_in_ = std::min(2 * retry_in_, kLongestRetry);
}

void DiskWatch::report(const Changes& changes) {
    if (changes.empty()) return;
    // These files decide which folders belong to the trees.
    const bool replant = std::any_of(changes.begin(), changes.end(), [](const auto& change) {
        const std::string_view name = name_in(change.path);
        return name == "go.work" ||
               (name == "go.mod" && change.change != core::FileChange::kChanged);
    });
    if (replant) {
        for (const std::string& tree : trees_) find_roots(tree, true);
    }
    events_.changed(changes);
}

void DiskWatch::say_once(bool& said, const std::string& sentence) {
    if (!std::exchange(said, true)) events_.incomplete(sentence);
}

}  // namespace app
