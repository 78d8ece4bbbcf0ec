#include "io/held_entry.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <utility>

#include "io/mounts.hpp"
#include "io/open_folder.hpp"
#include "io/result.hpp"

namespace io {

namespace {

using boost::system::error_code;
using boost::system::result;

constexpr std::string_view kAsidePrefix = ".gopls-proxy-deleted-";

#if defined(O_PATH)
constexpr int kPathOnly = O_PATH;
#elif defined(O_SEARCH)
constexpr int kPathOnly = O_SEARCH;
#else
constexpr int kPathOnly = O_RDONLY;
#endif

error_code failure_of(int error) {
    return {error, boost::system::generic_category()};
}

// Returns a descriptor of the folder of `path`, reached without symbolic links.
result<int> open_parent(std::string_view path) {
    int fd = ::open("/", kPathOnly | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return last_error();
    path.remove_prefix(1);
    for (std::size_t slash; (slash = path.find('/')) != std::string_view::npos;) {
        const std::string component(path.substr(0, slash));
        path.remove_prefix(slash + 1);
        if (component.empty() || component == ".") continue;
        const int next =
            component == ".."
                ? (errno = EINVAL, -1)
                : ::openat(fd, component.c_str(), kPathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        const error_code error = last_error();
        ::close(fd);
        if (next < 0) return error;
        fd = next;
    }
    return fd;
}

EntryFacts::Type type_of(mode_t mode) {
    if (S_ISDIR(mode)) return EntryFacts::Type::kFolder;
    if (S_ISREG(mode)) return EntryFacts::Type::kFile;
    if (S_ISLNK(mode)) return EntryFacts::Type::kSymlink;
    if (S_ISSOCK(mode)) return EntryFacts::Type::kSocket;
    return EntryFacts::Type::kOther;
}

bool is_at(int parent, const std::string& name, const EntryFacts& facts) {
    struct stat status {};
    return ::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           status.st_dev == facts.device && status.st_ino == facts.inode &&
           type_of(status.st_mode) == facts.type;
}

std::string aside_name() {
    std::random_device random;
    std::array<char, 80> name;
    std::snprintf(name.data(), name.size(), "%s%d-%08x%08x", kAsidePrefix.data(),
                  static_cast<int>(::getpid()), random(), random());
    return name.data();
}

// Renames within the folder, and replaces nothing.
bool rename_to_free_name(int folder, const std::string& from, const std::string& to) {
#if defined(RENAME_NOREPLACE)
    if (::renameat2(folder, from.c_str(), folder, to.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (errno != EINVAL && errno != ENOSYS) return false;  // not every file system can
#endif
    struct stat status {};
    if (::fstatat(folder, to.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return ::renameat(folder, from.c_str(), folder, to.c_str()) == 0;
}

}  // namespace

result<HeldEntry> HeldEntry::open(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string name = slash == std::string::npos ? "" : path.substr(slash + 1);
    if (!path.starts_with('/') || name.empty() || name == "." || name == "..")
        return failure_of(EINVAL);
    const result<int> parent = open_parent(path);
    if (!parent) return parent.error();
    HeldEntry entry;
    entry.parent_ = *parent;
    entry.name_ = name;
    struct stat status {};
    struct stat above {};
    if (::fstatat(*parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        ::fstat(*parent, &above) != 0)
        return last_error();
    if (S_ISDIR(status.st_mode)) {
        entry.folder_ = ::openat(*parent, name.c_str(),
                                 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
        if (entry.folder_ < 0 || ::fstat(entry.folder_, &status) != 0) return last_error();
        entry.facts_.is_mount_point =
            status.st_dev != above.st_dev || mount_id(entry.folder_) != mount_id(*parent);
    }
    entry.facts_.type = type_of(status.st_mode);
    entry.facts_.owner = status.st_uid;
    entry.facts_.device = status.st_dev;
    entry.facts_.inode = status.st_ino;
    entry.facts_.parent_owner = above.st_uid;
    entry.facts_.parent_is_open = (above.st_mode & S_IWOTH) != 0 && (above.st_mode & S_ISVTX) == 0;
    entry.facts_.modified = std::chrono::system_clock::from_time_t(status.st_mtime);
    return entry;
}

HeldEntry::HeldEntry(HeldEntry&& other) noexcept
    : parent_(std::exchange(other.parent_, -1)),
      folder_(std::exchange(other.folder_, -1)),
      lock_(std::exchange(other.lock_, -1)),
      name_(std::move(other.name_)),
      facts_(other.facts_) {}

HeldEntry::~HeldEntry() {
    for (const int fd : {lock_, folder_, parent_}) {
        if (fd >= 0) ::close(fd);
    }
}

result<std::vector<std::string>> HeldEntry::names() const {
    std::vector<std::string> names;
    if (folder_ < 0) return names;
    std::optional<OneMount> mount;
    const OpenFolder folder = open_folder(folder_, ".", mount, false);
    if (!folder) return last_error();
    while (const dirent* entry = next_entry(folder)) names.emplace_back(entry->d_name);
    std::sort(names.begin(), names.end());
    return names;
}

std::string HeldEntry::read(const std::string& name, std::size_t max_bytes) const {
    std::string text;
    const int fd = ::openat(folder_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return text;
    struct stat status {};
    if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        text.resize(max_bytes);
        const ssize_t n = ::read(fd, text.data(), text.size());
        text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    }
    ::close(fd);
    return text;
}

result<void> HeldEntry::lock_file(const std::string& name) {
    const int fd = ::openat(folder_, name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return last_error();
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const error_code error = last_error();
        ::close(fd);
        return error;
    }
    if (lock_ >= 0) ::close(lock_);
    lock_ = fd;
    return {};
}

result<void> HeldEntry::lock() {
    if (folder_ < 0 || ::flock(folder_, LOCK_EX | LOCK_NB) == 0) return {};
    // A network file system may be unable to lock folders at all.
    return errno == EWOULDBLOCK ? result<void>(last_error()) : result<void>();
}

result<void> HeldEntry::move_aside() {
    if (auto locked = lock(); !locked) return locked;
    if (!is_at(parent_, name_, facts_)) return failure_of(ESTALE);
    const std::string aside = aside_name();
    if (!rename_to_free_name(parent_, name_, aside)) return last_error();
    if (!is_at(parent_, aside, facts_)) {
        // Somebody has swapped it at this very moment. That one is not ours to delete.
        rename_to_free_name(parent_, aside, name_);
        return failure_of(ESTALE);
    }
    name_ = aside;
    return {};
}

bool is_aside(std::string_view name) {
    constexpr std::string_view kDigits = "0123456789";
    if (!name.starts_with(kAsidePrefix)) return false;
    name.remove_prefix(kAsidePrefix.size());
    const std::size_t dash = name.find_first_not_of(kDigits);
    if (dash == 0 || dash == std::string_view::npos || name[dash] != '-') return false;
    name.remove_prefix(dash + 1);
    return name.size() == 16 &&
           name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

result<std::string> resolve_parent(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (!path.starts_with('/') || slash + 1 == path.size()) return failure_of(EINVAL);
    const std::string above = slash == 0 ? "/" : path.substr(0, slash);
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(above.c_str(), nullptr),
                                                      &std::free);
    if (!real) return last_error();
    const std::string folder = real.get();
    return (folder == "/" ? "" : folder) + path.substr(slash);
}

}  // namespace io
