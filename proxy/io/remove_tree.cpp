#include "io/remove_tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace io {

namespace {

// Deeper than any cache; a deeper tree is not ours.
constexpr int kMaxDepth = 64;

struct Removal {
    dev_t device;
    const std::atomic<bool>& stop;

    // Deletes the entry `name` of the open folder `parent`; a folder with its content.
    bool remove(int parent, const char* name, int depth) const {
        if (stop) return false;
        struct stat status {};
        if (::fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return errno == ENOENT;
        if (!S_ISDIR(status.st_mode)) return ::unlinkat(parent, name, 0) == 0 || errno == ENOENT;
        if (status.st_dev != device || depth == kMaxDepth) return false;
        const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0) return errno == ENOENT;
        ::fchmod(fd, 0700);  // so that entries of a read-only folder can be deleted too
        const bool emptied = remove_content(fd, depth);
        return emptied && (::unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT);
    }

    // Takes ownership of `fd`.
    bool remove_content(int fd, int depth) const {
        const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd), &::closedir);
        if (!folder) {
            ::close(fd);
            return false;
        }
        bool emptied = true;
        while (const dirent* entry = ::readdir(folder.get())) {
            if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0)
                continue;
            if (!remove(::dirfd(folder.get()), entry->d_name, depth + 1)) emptied = false;
        }
        return emptied;
    }
};

}  // namespace

bool remove_tree(const std::string& path, const std::atomic<bool>& stop) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return errno == ENOENT;
    return Removal{status.st_dev, stop}.remove(AT_FDCWD, path.c_str(), 0);
}

}  // namespace io
