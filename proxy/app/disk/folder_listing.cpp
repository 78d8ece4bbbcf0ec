#include "app/disk/folder_listing.hpp"

#include <sys/stat.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <utility>

#include "io/files.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;

/// Up to this size, the content of a module file identifies its state. For a larger file its times
/// do, as for a Go file.
constexpr std::size_t kMaxModuleFileBytes = std::size_t{4} << 20;
constexpr std::int64_t kSecond = 1'000'000'000;
/// The clock that file systems stamp with advances in steps of some milliseconds. A file written
/// just now may be written again with the same times.
constexpr std::int64_t kClockNanos = 20'000'000;
/// Some file systems (FAT, an old NFS, sshfs) keep only whole or even seconds.
constexpr std::int64_t kCoarseNanos = 2 * kSecond;

bool is_gone(int error) {
    return error == ENOENT || error == ENOTDIR;
}

std::int64_t nanos(const timespec& time) {
    return time.tv_sec * kSecond + time.tv_nsec;
}

/// A stamp of whole seconds means that the file system has no finer ones, except by a rare chance.
bool is_coarse(const timespec& stamp) {
    return stamp.tv_nsec == 0;
}

/// Returns whether a file with this stamp may be written again without getting a new stamp.
bool is_fresh(const timespec& stamp, const timespec& now) {
    return std::abs(nanos(now) - nanos(stamp)) < (is_coarse(stamp) ? kCoarseNanos : kClockNanos);
}

FileState by_times(const struct stat& info) {
#if defined(__APPLE__)
    const timespec& written = info.st_mtimespec;
    const timespec& changed = info.st_ctimespec;
#else
    const timespec& written = info.st_mtim;
    const timespec& changed = info.st_ctim;
#endif
    FileState state;
    state.content = std::to_string(info.st_size) + ' ' + std::to_string(info.st_ino) + ' ' +
                    std::to_string(nanos(written)) + ' ' + std::to_string(nanos(changed));
    state.changed_at = nanos(changed) + (is_coarse(changed) ? kCoarseNanos : 0);
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    if (is_fresh(changed, now) || (is_coarse(written) && is_fresh(written, now))) {
        static std::atomic<std::uint64_t> unequal{0};
        state.content += " " + std::to_string(++unequal);
    }
    return state;
}

}  // namespace

std::string_view name_in(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

boost::system::result<std::optional<FileState>> state_of(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        if (is_gone(errno)) return std::optional<FileState>();
        return boost::system::error_code(errno, boost::system::generic_category());
    }
    if (!S_ISREG(info.st_mode)) return std::optional<FileState>();
    FileState state = by_times(info);
    if (core::is_module_file(path)) {
        const auto text = io::read_file(path, kMaxModuleFileBytes);
        if (text) {
            state.content = std::to_string(std::hash<std::string>{}(*text));
        } else if (is_gone(text.error().value())) {
            return std::optional<FileState>();
        } else if (text.error() != boost::system::errc::file_too_large) {
            return text.error();
        }
    }
    return std::optional<FileState>(std::move(state));
}

FolderLook look_at_folder(const core::WatchedFolder& wanted, bool with_folders,
                          const io::FolderWatches::Watcher& watcher) {
    FolderLook look{watcher(wanted.path), FolderListing{}, {}, with_folders};
    FolderListing listing;
    std::error_code error;
    fs::directory_iterator entry(wanted.path, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        // Links to folders are not searched for packages; the go command does not follow them
        // either.
        if (with_folders && entry->symlink_status(ignored).type() == fs::file_type::directory) {
            look.folders.push_back(name);
            continue;
        }
        if (!wanted.counts(name)) continue;
        if (listing.files.size() >= FolderListing::kMaxFiles) {
            listing.complete = false;
            continue;
        }
        const auto state = state_of(entry->path().string());
        if (!state) {
            listing.unknown.insert(name);
        } else if (*state) {
            listing.files.emplace(name, **state);
        }
    }
    if (!error) {
        look.listing = std::move(listing);
        return look;
    }
    look.folders.clear();
    look.gone = is_gone(error.value());
    if (!look.gone)
        look.listing = boost::system::error_code(error.value(), boost::system::generic_category());
    return look;
}

std::vector<core::DiskChange> bring_up_to_date(FolderListing& known, FolderListing now,
                                               const std::string& folder) {
    std::vector<core::DiskChange> changes;
    const auto changed = [&](const std::string& name, core::FileChange change) {
        changes.push_back({core::path_in(folder, name), change});
    };
    for (const auto& [name, state] : known.files) {
        if (now.files.contains(name)) continue;
        if (now.complete && !now.unknown.contains(name)) {
            changed(name, core::FileChange::kDeleted);
        } else if (now.files.size() < 2 * FolderListing::kMaxFiles) {
            now.files.emplace(name, state);
        }
    }
    for (const auto& [name, state] : now.files) {
        const auto old = known.files.find(name);
        if (old != known.files.end()) {
            if (!(old->second == state)) changed(name, core::FileChange::kChanged);
        } else if (known.unknown.contains(name)) {
            changed(name, core::FileChange::kChanged);
        } else if (known.complete) {
            changed(name, core::FileChange::kCreated);
        }
    }
    known = std::move(now);
    return changes;
}

std::vector<std::string> module_roots(const std::string& folder, const std::string& go_work) {
    std::vector<std::string> roots = {folder};
    const auto add = [&](const std::string& root) {
        if (std::find(roots.begin(), roots.end(), root) == roots.end()) roots.push_back(root);
    };
    const auto above = [&](const char* name) -> std::string {
        for (std::string path = folder; !path.empty(); path = core::folder_of(path)) {
            struct stat info {};
            if (::stat(core::path_in(path, name).c_str(), &info) == 0 && S_ISREG(info.st_mode))
                return path;
        }
        return {};
    };
    if (const std::string module = above("go.mod"); !module.empty()) add(module);
    if (go_work == "off") return roots;
    std::string workspace = go_work;
    if (workspace.empty()) {
        const std::string place = above("go.work");
        if (!place.empty()) workspace = core::path_in(place, "go.work");
    }
    if (workspace.empty()) return roots;
    if (const auto text = io::read_file(workspace, kMaxModuleFileBytes)) {
        for (const std::string& used : core::folders_used_by(*text, core::folder_of(workspace)))
            add(used);
    }
    return roots;
}

}  // namespace app
