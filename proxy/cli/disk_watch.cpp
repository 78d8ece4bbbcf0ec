#include "cli/disk_watch.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <utility>

#include "io/files.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFiles = 5000;
/// A module file that is only written anew, with the same text, has not changed.
constexpr std::size_t kMaxModuleFileBytes = std::size_t{4} << 20;

/// Size and times say enough of a source file; a module file is read.
std::string state_of(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
    if (core::is_module_file(path)) {
        const auto text = io::read_file(path, kMaxModuleFileBytes);
        if (text) return std::to_string(std::hash<std::string>{}(*text));
    }
#if defined(__APPLE__)
    const auto& changed = info.st_mtimespec;
#else
    const auto& changed = info.st_mtim;
#endif
    return std::to_string(info.st_size) + ' ' + std::to_string(changed.tv_sec) + '.' +
           std::to_string(changed.tv_nsec);
}

}  // namespace

bool concerns_go(std::string_view name) {
    return name.ends_with(".go") || name == "go.mod" || name == "go.sum" || name == "go.work" ||
           name == "go.work.sum";
}

DiskWatch::DiskWatch(io::Loop& loop, OnChanges on_changes)
    : loop_(loop), on_changes_(std::move(on_changes)), background_(loop) {}

void DiskWatch::set_folders(const std::vector<std::string>& folders) {
    std::map<std::string, Watched> kept;
    for (const std::string& folder : folders) {
        if (auto node = watched_.extract(folder)) kept.insert(std::move(node));
    }
    watched_ = std::move(kept);
    for (const std::string& folder : folders)
        if (!watched_.contains(folder)) begin(folder);
}

void DiskWatch::begin(const std::string& folder) {
    auto watch = io::FolderWatch::start(loop_, folder, [this, folder](const std::string& name) {
        if (name.empty() || concerns_go(name)) look(folder);
    });
    if (!watch) return;  // gone, or one too many: the editor has to tell by itself
    Watched& watched = watched_[folder];
    watched.watch = std::move(*watch);
    watched.number = ++numbers_;
    look(folder);
}

void DiskWatch::look(const std::string& folder) {
    const auto it = watched_.find(folder);
    if (it == watched_.end() || std::exchange(it->second.queued, true)) return;
    queue_.push_back(folder);
    look_at_next();
}

/// One at a time: a folder on a mount that hangs must not take all threads with it.
void DiskWatch::look_at_next() {
    while (!looking_ && !queue_.empty()) {
        const std::string folder = std::move(queue_.front());
        queue_.pop_front();
        const auto it = watched_.find(folder);
        if (it == watched_.end()) continue;
        it->second.queued = false;
        looking_ = true;
        background_.run([folder](io::Background::Abandoned) { return list(folder); },
                        [this, folder, number = it->second.number](Listing now) {
                            looking_ = false;
                            looked(folder, number, std::move(now));
                            look_at_next();
                        });
    }
}

void DiskWatch::looked(const std::string& folder, std::uint64_t number, Listing now) {
    const auto it = watched_.find(folder);
    if (it == watched_.end() || it->second.number != number) return;
    Watched& watched = it->second;
    std::vector<core::DiskChange> changes;
    const auto changed = [&](const std::string& name, core::FileChange change) {
        changes.push_back({folder + "/" + name, change});
    };
    const Listing before = std::exchange(watched.known, std::move(now));
    for (const auto& [name, state] : watched.known) {
        const auto old = before.find(name);
        if (old == before.end()) {
            changed(name, core::FileChange::kCreated);
        } else if (old->second != state) {
            changed(name, core::FileChange::kChanged);
        }
    }
    for (const auto& [name, state] : before)
        if (!watched.known.contains(name)) changed(name, core::FileChange::kDeleted);
    const bool first = !std::exchange(watched.listed, true);
    if (!first && !changes.empty()) on_changes_(changes);
}

DiskWatch::Listing DiskWatch::list(const std::string& folder) {
    Listing listing;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (!concerns_go(name) || listing.size() >= kMaxFiles) continue;
        if (auto state = state_of(entry->path().string()); !state.empty())
            listing.emplace(name, std::move(state));
    }
    return listing;
}

}  // namespace cli
