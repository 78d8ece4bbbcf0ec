#include "io/open_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "io/mounts.hpp"

namespace io {

namespace {

constexpr mode_t kAccess = S_IRWXU;

int open_to_list(int parent, const char* name) {
    return ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
}

// Returns whether the open folder is on the mount, which it sets if it is empty.
bool is_on(std::optional<OneMount>& mount, int fd) {
    if (!mount) mount.emplace(fd);
    if (mount->contains(fd)) return true;
    errno = EXDEV;
    return false;
}

// Closes `fd` and keeps errno.
void close_quietly(int fd) {
    const int error = errno;
    ::close(fd);
    errno = error;
}

// Opens a folder that may not be read, which only its mode forbids.
int open_unreadable(int parent, const char* name, std::optional<OneMount>& mount) {
#if defined(__linux__)
    const int fd = ::openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return -1;
    // fchmod refuses such a descriptor.
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    const bool changed = is_on(mount, fd) && ::chmod(link.c_str(), kAccess) == 0;
    const int opened = changed ? open_to_list(fd, ".") : -1;
    close_quietly(fd);
    return opened;
#else
    (void)parent, (void)name, (void)mount;
    errno = EACCES;
    return -1;
#endif
}

}  // namespace

OpenFolder open_folder(int parent, const char* name, std::optional<OneMount>& mount,
                       bool make_accessible) {
    OpenFolder folder(nullptr, &::closedir);
    int fd = open_to_list(parent, name);
    if (fd < 0 && errno == EACCES && make_accessible) fd = open_unreadable(parent, name, mount);
    if (fd < 0) return folder;
    if (is_on(mount, fd)) {
        struct stat status {};
        if (make_accessible && ::fstat(fd, &status) == 0 && (status.st_mode & kAccess) != kAccess) {
            ::fchmod(fd, kAccess);
        }
        folder.reset(::fdopendir(fd));
    }
    if (!folder) close_quietly(fd);
    return folder;
}

const dirent* next_entry(const OpenFolder& folder) {
    for (;;) {
        const dirent* entry = ::readdir(folder.get());
        if (entry == nullptr) return nullptr;
        if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) {
            return entry;
        }
    }
}

OneMount::OneMount(int fd) : mount_(mount_id(fd)) {
    struct stat status {};
    if (::fstat(fd, &status) == 0) device_ = status.st_dev;
}

bool OneMount::contains(int fd) const {
    struct stat status {};
    return ::fstat(fd, &status) == 0 && device_ == status.st_dev && mount_ == mount_id(fd);
}

}  // namespace io
