#include "io/remove_tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "io/open_folder.hpp"

namespace io {

namespace {

// Deeper than any cache; a deeper tree is not ours. Each level takes a descriptor.
constexpr int kMaxDepth = 64;
constexpr std::uint64_t kEntriesBetweenReports = 256;
constexpr std::uint64_t kBlockBytes = 512;  // of st_blocks, on every system

class Removal {
  public:
    Removal(const std::atomic<bool>& stop, const DeletionProgress& progress)
        : stop_(stop), progress_(progress) {}

    // Deletes the entry `name` of the open folder `parent`; a folder with its content.
    bool remove(int parent, const char* name, int depth) {
        if (stop_) return false;
        struct stat status {};
        if (::fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
            return errno == ENOENT || fails(name, errno);
        }
        const std::uint64_t bytes = static_cast<std::uint64_t>(status.st_blocks) * kBlockBytes;
        if (S_ISDIR(status.st_mode)) return remove_folder(parent, name, depth, bytes);
        if (::unlinkat(parent, name, 0) != 0) return errno == ENOENT || fails(name, errno);
        count(status.st_nlink <= 1 ? bytes : 0);
        return true;
    }

    Deletion take() && { return std::move(deletion_); }

  private:
    bool remove_folder(int parent, const char* name, int depth, std::uint64_t bytes) {
        if (depth == kMaxDepth) return fails(name, ELOOP);
        const OpenFolder folder = open_folder(parent, name, mount_, true);
        if (!folder) return errno == ENOENT || fails(name, errno);

        path_.push_back(name);
        for (;;) {
            const std::uint64_t before = deletion_.entries;
            const bool emptied = remove_content(folder, depth);
            if (emptied && ::unlinkat(parent, name, AT_REMOVEDIR) == 0) break;
            const int error = emptied ? errno : 0;
            if (error == ENOENT) break;
            // Some file systems skip entries in a list from which others are deleted.
            const bool skipped = error == ENOTEMPTY || error == EEXIST;
            if (skipped && deletion_.entries != before) {
                ::rewinddir(folder.get());
                continue;
            }
            path_.pop_back();
            return emptied ? fails(name, error) : false;
        }
        path_.pop_back();
        count(bytes);
        return true;
    }

    bool remove_content(const OpenFolder& folder, int depth) {
        bool emptied = true;
        while (const dirent* entry = next_entry(folder)) {
            if (!remove(::dirfd(folder.get()), entry->d_name, depth + 1)) emptied = false;
            if (stop_) return false;
        }
        return emptied;
    }

    void count(std::uint64_t bytes) {
        deletion_.freed_bytes += bytes;
        if (++deletion_.entries % kEntriesBetweenReports == 0 && progress_) progress_(deletion_);
    }

    bool fails(const char* name, int error) {
        if (!deletion_.problem.empty()) return false;
        for (const std::string& folder : path_) deletion_.problem += folder + "/";
        deletion_.problem += std::string(name) + ": ";
        deletion_.problem += error == EXDEV   ? "another file system is mounted there"
                             : error == ELOOP ? "the folders are nested too deeply"
                                              : std::strerror(error);
        return false;
    }

    const std::atomic<bool>& stop_;
    const DeletionProgress& progress_;
    Deletion deletion_;
    std::optional<OneMount> mount_;
    std::vector<std::string> path_;
};

class Measurement {
  public:
    explicit Measurement(const std::atomic<bool>& stop) : stop_(stop) {}

    bool add(int parent, const char* name, int depth) {
        struct stat status {};
        if (stop_ || ::fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
        const bool is_folder = S_ISDIR(status.st_mode);
        ++size_.entries;
        look_at_access(parent, name, status);
        if (S_ISREG(status.st_mode)) look_at_age(status);
        if (is_folder || status.st_nlink <= 1 ||
            counted_.emplace(status.st_dev, status.st_ino).second) {
            size_.bytes += static_cast<std::uint64_t>(status.st_blocks) * kBlockBytes;
        }
        return !is_folder || add_content(parent, name, depth);
    }

    TreeSize take(bool complete) {
        size_.complete = complete;
        return size_;
    }

  private:
    bool add_content(int parent, const char* name, int depth) {
        if (depth == kMaxDepth) return false;
        const OpenFolder folder = open_folder(parent, name, mount_, false);
        if (!folder) return false;
        bool complete = true;
        path_.emplace_back(name);
        while (const dirent* entry = next_entry(folder)) {
            if (!add(::dirfd(folder.get()), entry->d_name, depth + 1)) complete = false;
            if (stop_) break;
        }
        path_.pop_back();
        return complete && !stop_;
    }

    /// Asks the system only where the mode leaves a doubt.
    void look_at_access(int parent, const char* name, const struct stat& status) {
        if (S_ISLNK(status.st_mode)) return;
        const bool is_folder = S_ISDIR(status.st_mode);
        const auto may = [&](int access) {
            return ::faccessat(parent, name, access, AT_EACCESS) == 0;
        };
        const int reads = is_folder ? R_OK | X_OK : R_OK;
        if (status.st_uid != ::geteuid()) {
            if (!may(reads | W_OK)) record(size_.foreign, name);
            return;
        }
        const mode_t needed = is_folder ? S_IRUSR | S_IXUSR : S_IRUSR;
        if ((status.st_mode & needed) != needed && !may(reads)) record(size_.unreadable, name);
    }

    void look_at_age(const struct stat& status) {
        const auto changed = std::chrono::system_clock::from_time_t(status.st_mtime);
        constexpr std::chrono::system_clock::time_point kNone;
        if (size_.oldest == kNone || changed < size_.oldest) size_.oldest = changed;
        if (changed > size_.newest) size_.newest = changed;
    }

    void record(FoundEntries& found, const char* name) const {
        if (++found.count > 1) return;
        for (const std::string& folder : path_) found.first += folder + "/";
        found.first += name;
    }

    const std::atomic<bool>& stop_;
    TreeSize size_;
    std::vector<std::string> path_;
    std::optional<OneMount> mount_;
    std::set<std::pair<dev_t, ino_t>> counted_;  // files with several names
};

}  // namespace

bool remove_tree(const std::string& path, const std::atomic<bool>& stop) {
    const DeletionProgress none;
    return Removal(stop, none).remove(AT_FDCWD, path.c_str(), 0);
}

Deletion remove_entry(int parent, const std::string& name, const std::atomic<bool>& stop,
                      const DeletionProgress& progress) {
    Removal removal(stop, progress);
    const bool complete = removal.remove(parent, name.c_str(), 0);
    Deletion deletion = std::move(removal).take();
    deletion.complete = complete;
    return deletion;
}

TreeSize measure_entry(int parent, const std::string& name, const std::atomic<bool>& stop) {
    Measurement measurement(stop);
    const bool complete = measurement.add(parent, name.c_str(), 0);
    return measurement.take(complete);
}

}  // namespace io
