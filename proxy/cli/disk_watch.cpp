#include "cli/disk_watch.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cli {
namespace {

constexpr std::chrono::seconds kLongestRetry{60};
constexpr std::size_t kMostRetried = 64;
/// By so much may the clock that file systems stamp with be behind.
constexpr std::chrono::milliseconds kClockTick{10};
/// Beyond this all is forgotten of files that were asked about in folders that are not watched.
constexpr std::size_t kMostAskedAbout = 4096;

bool is_lasting(const boost::system::error_code& error) {
    return error == boost::system::errc::permission_denied ||
           error == boost::system::errc::operation_not_permitted ||
           error == boost::system::errc::too_many_symbolic_link_levels ||
           error == boost::system::errc::filename_too_long;
}

std::string name_in(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace

DiskWatch::DiskWatch(io::Loop& loop, Events events, std::size_t most_in_trees)
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
      background_(loop) {}

void DiskWatch::stop() {
    watch({});
    waiting_.clear();
    retry_timer_.disarm();
}

void DiskWatch::watch(const core::effect::WatchFolders& wanted) {
    name_folders(wanted.folders);
    const std::set<std::string> trees(wanted.trees.begin(), wanted.trees.end());
    if (trees == trees_ && wanted.go_work == go_work_) return;
    trees_ = trees;
    go_work_ = wanted.go_work;
    for (auto it = watched_.begin(); it != watched_.end();) {
        const auto at = it++;
        at->second.in_tree = at->second.descends = at->second.descended = false;
        if (!at->second.named) leave(at);
    }
    in_trees_ = 0;
    for (const std::string& tree : trees_) walk_.push_back({.folder = tree, .roots = true});
    look_at_next();
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
    for (const core::WatchedFolder& folder : folders) entry(folder).named = true;
}

/// The entry of a folder; one in which more counts than before is looked at anew.
DiskWatch::Watched& DiskWatch::entry(const core::WatchedFolder& wanted) {
    Watched& watched = watched_[wanted.path];
    core::WatchedFolder all = watched.wanted;
    all.path = wanted.path;
    all.packages = all.packages || wanted.packages;
    for (const std::string& name : wanted.names) {
        if (std::find(all.names.begin(), all.names.end(), name) == all.names.end())
            all.names.push_back(name);
    }
    if (all == watched.wanted) return watched;
    watched.wanted = std::move(all);
    watched.known.reset();
    watched.number = ++numbers_;
    look(wanted.path, false);
    return watched;
}

void DiskWatch::enter_tree(Watched& watched, bool descends, bool is_new) {
    if (watched.in_tree) return;
    watched.in_tree = true;
    watched.descends = descends;
    watched.is_new = is_new;
    watched.known.reset();  // from here on what has changed since the start is told
    watched.number = ++numbers_;
    ++in_trees_;
    look(watched.wanted.path, is_new);
}

void DiskWatch::unwatch(const std::string& folder, Watched& watched) {
    if (!watched.id) return;
    const auto paths = paths_.find(*std::exchange(watched.id, std::nullopt));
    paths->second.erase(folder);
    if (!paths->second.empty()) return;
    watches_.forget(paths->first);
    paths_.erase(paths);
}

void DiskWatch::leave(std::map<std::string, Watched>::iterator it) {
    unwatch(it->first, it->second);
    watched_.erase(it);
}

void DiskWatch::add_to_tree(const std::string& parent, const std::string& name, bool is_new) {
    const bool vendor = name == "vendor";
    if (!vendor && !core::may_hold_packages(name)) return;
    const std::string path = core::path_in(parent, name);
    const auto it = watched_.find(path);
    if (it != watched_.end() && it->second.in_tree) return;
    if (in_trees_ >= most_in_trees_) {
        return say_once(said_full_, "more than " + std::to_string(most_in_trees_) +
                                        " folders of packages: changes on disk in the others, such "
                                        "as " +
                                        path + ", are not noticed");
    }
    core::WatchedFolder wanted{.path = path, .packages = !vendor, .names = {}};
    if (vendor) wanted.names = {"modules.txt"};
    enter_tree(entry(wanted), !vendor, is_new);
}

void DiskWatch::events_came(const std::vector<io::FolderWatches::Event>& events) {
    for (const auto& event : events) {
        if (event.folder == io::FolderWatches::kAny) {
            for (const auto& [path, watched] : watched_) look(path, true);
            continue;
        }
        const auto paths = paths_.find(event.folder);
        if (paths == paths_.end()) {
            if (looking_) early_.insert(event.folder);
            continue;
        }
        for (const std::string& path : paths->second) {
            const Watched& watched = watched_.at(path);
            const bool found = event.is_folder && watched.descends &&
                               (core::may_hold_packages(event.name) || event.name == "vendor");
            if (event.name.empty() || found || watched.wanted.counts(event.name)) look(path, true);
            if (event.is_folder && !event.name.empty()) look_below(core::path_in(path, event.name));
        }
    }
    look_at_next();
}

/// A folder of this name came or went.
void DiskWatch::look_below(const std::string& folder) {
    for (auto it = watched_.lower_bound(folder); it != watched_.end(); ++it) {
        if (it->first != folder && !core::is_below(it->first, folder)) {
            if (!it->first.starts_with(folder)) break;
            continue;  // `folder-2` comes before `folder/a`
        }
        look(it->first, true);
    }
}

void DiskWatch::look(const std::string& folder, bool urgent) {
    const auto it = watched_.find(folder);
    if (it == watched_.end()) return;
    const Queued wanted = urgent ? Queued::kUrgently : Queued::kInWalk;
    if (it->second.queued >= wanted) return;
    it->second.queued = wanted;
    (urgent ? urgent_ : walk_).push_back({.folder = folder});
    if (!urgent) look_at_next();
}

bool DiskWatch::look_now(const std::string& file, std::function<void()> done) {
    watches_.deliver();
    if (core::concerns_go(name_in(file))) {
        urgent_.push_back({.folder = {}, .file = file});
    }
    look_at_next();
    if (urgent_.empty() && !looking_urgently_) return false;
    waiting_.push_back(std::move(done));
    return true;
}

/// One at a time: a folder on a mount that hangs must not take all threads with it.
void DiskWatch::look_at_next() {
    while (!looking_ && (!urgent_.empty() || !walk_.empty())) {
        const bool urgent = !urgent_.empty();
        auto& queue = urgent ? urgent_ : walk_;
        const Task task = std::move(queue.front());
        queue.pop_front();
        const auto begin = [&](auto work, auto done) {
            looking_ = true;
            looking_urgently_ = urgent;
            background_.run(std::move(work), [this, done = std::move(done)](auto result) {
                looking_ = looking_urgently_ = false;
                done(std::move(result));
                finished();
            });
        };
        if (!task.file.empty()) {
            begin([file = task.file](io::Background::Abandoned) { return state_of(file); },
                  [this, file = task.file](auto state) {
                      if (state) file_looked(file, *state);
                  });
        } else if (task.roots) {
            begin([folder = task.folder, go_work = go_work_](
                      io::Background::Abandoned) { return module_roots(folder, go_work); },
                  [this, folder = task.folder](const std::vector<std::string>& roots) {
                      if (!trees_.contains(folder)) return;
                      for (const std::string& root : roots) {
                          core::WatchedFolder wanted{.path = root, .packages = true, .names = {}};
                          enter_tree(entry(wanted), true, false);
                      }
                  });
        } else {
            const auto it = watched_.find(task.folder);
            const Queued queued = urgent ? Queued::kUrgently : Queued::kInWalk;
            if (it == watched_.end() || it->second.queued != queued) continue;
            it->second.queued = Queued::kNo;
            begin(
                [wanted = it->second.wanted, descends = it->second.descends,
                 watcher = watches_.watcher()](io::Background::Abandoned) {
                    return look_at_folder(wanted, descends, watcher);
                },
                [this, folder = task.folder, number = it->second.number](FolderLook look) {
                    looked(folder, number, std::move(look));
                });
        }
    }
}

void DiskWatch::finished() {
    look_at_next();
    if (!urgent_.empty() || looking_urgently_) return;
    for (const auto& done : std::exchange(waiting_, {})) done();
}

/// Which watch tells of a folder from now on: that of the folder that was there at this look.
void DiskWatch::watched_as(const std::string& folder, Watched& watched, const FolderLook& look) {
    std::optional<io::FolderWatches::Id> id;
    if (look.watch && !look.gone) id = *look.watch;
    if (id != watched.id) {
        unwatch(folder, watched);
        watched.id = id;
        if (id) paths_[*id].insert(folder);
    }
    if (look.watch.has_error() && !look.gone && look.listing) {
        // There may be room for it later; until then it is looked at now and then.
        if (to_retry_.size() < kMostRetried) retry(folder);
        say_once(said_no_watch_,
                 "the system does not watch " + folder + " (" + look.watch.error().message() +
                     "): changes on disk there, and maybe elsewhere, are not noticed");
    }
    if (id && early_.erase(*id) > 0) this->look(folder, true);
}

void DiskWatch::looked(const std::string& folder, std::uint64_t number, FolderLook look) {
    const auto it = watched_.find(folder);
    if (it == watched_.end() || it->second.number != number) {
        early_.clear();
        // A watch that was begun for a folder that has been left meanwhile.
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
                                       " Go files: changes on disk of the others are not noticed");
    }
    Changes changes;
    const bool first = !watched.known.has_value();
    if (first) {
        for (const auto& [name, state] : look.listing->files) {
            if (watched.is_new) {
                changes.push_back({core::path_in(folder, name), core::FileChange::kCreated});
            } else if (watched.in_tree && changed_since_start(state)) {
                changes.push_back({core::path_in(folder, name), core::FileChange::kChanged});
            }
        }
        watched.known = std::move(*look.listing);
    } else {
        changes = bring_up_to_date(*watched.known, std::move(*look.listing), folder);
    }
    if (look.with_folders && watched.descends) {
        const bool is_new = watched.is_new || std::exchange(watched.descended, true);
        for (const std::string& name : look.folders) add_to_tree(folder, name, is_new);
    }
    // The root of a tree may come back, and its parent need not be one of the tree.
    if (look.gone && watched.in_tree && !watched.named) {
        --in_trees_;
        leave(it);
    }
    report(changes);
}

void DiskWatch::file_looked(const std::string& path, const std::optional<FileState>& state) {
    const auto it = watched_.find(std::string(core::folder_of(path)));
    const std::string name = name_in(path);
    if (it != watched_.end() && it->second.known && it->second.wanted.counts(name) &&
        (it->second.known->complete || it->second.known->files.contains(name))) {
        // Only what is in `now` can change, as the rest of the folder was not looked at.
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
    // What the trees consist of depends on these.
    const bool replant = std::any_of(changes.begin(), changes.end(), [](const auto& change) {
        const std::string name = name_in(change.path);
        return name == "go.work" ||
               (name == "go.mod" && change.change != core::FileChange::kChanged);
    });
    if (replant) {
        for (const std::string& tree : trees_) urgent_.push_back({.folder = tree, .roots = true});
    }
    events_.changed(changes);
}

void DiskWatch::say_once(bool& said, const std::string& sentence) {
    if (!std::exchange(said, true)) events_.incomplete(sentence);
}

}  // namespace cli
