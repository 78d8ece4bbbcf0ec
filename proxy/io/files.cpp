#include "io/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/system/error_code.hpp>
#include <cerrno>
#include <cstdio>

#include "io/result.hpp"

namespace io {

namespace {

using boost::system::error_code;
using boost::system::result;

class File {
  public:
    File(const std::string& path, int flags, mode_t mode = 0600)
        : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    int fd() const { return fd_; }

  private:
    int fd_;
};

enum class Durable { kYes, kNo };

result<void> write_new(const std::string& path, std::string_view bytes, mode_t mode,
                       Durable durable) {
    const File file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    if (file.fd() < 0) return last_error();
    if (!write_all(file.fd(), bytes)) return last_error();
    if (durable == Durable::kYes && ::fsync(file.fd()) != 0) return last_error();
    return {};
}

/// A new name reaches the disk with its folder. On a file system that cannot sync a folder, only
/// this name may be lost.
void sync_parent(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const File folder(slash == std::string::npos ? "." : path.substr(0, slash + 1),
                      O_RDONLY | O_DIRECTORY);
    if (folder.fd() >= 0) ::fsync(folder.fd());
}

result<void> write_beside_and_rename(const std::string& path, std::string_view bytes, mode_t mode,
                                     Durable durable) {
    static std::atomic<unsigned> counter{0};
    const std::string temporary =
        path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    if (auto written = write_new(temporary, bytes, mode, durable); !written) {
        ::unlink(temporary.c_str());
        return written;
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const error_code error = last_error();
        ::unlink(temporary.c_str());
        return error;
    }
    return {};
}

}  // namespace

result<void> create_directory(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) != 0) return last_error();
    sync_parent(path);
    return {};
}

result<void> create_directories(const std::string& path) {
    if (path.empty())
        return boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
    for (std::size_t end = 0; end != std::string::npos;) {
        end = path.find('/', end + 1);
        const std::string folder = path.substr(0, end);
        if (folder.empty() || ::mkdir(folder.c_str(), 0700) == 0) continue;
        const error_code error = last_error();
        struct stat status {};
        // Not EEXIST alone: a read-only or foreign folder that exists says EROFS or EACCES.
        if (::stat(folder.c_str(), &status) != 0) return error;
        if (!S_ISDIR(status.st_mode))
            return boost::system::errc::make_error_code(boost::system::errc::not_a_directory);
    }
    return {};
}

result<void> write_file_atomically(const std::string& path, std::string_view bytes) {
    auto written = write_beside_and_rename(path, bytes, 0600, Durable::kYes);
    if (written) sync_parent(path);
    return written;
}

result<void> replace_file(const std::string& path, std::string_view bytes) {
    return write_beside_and_rename(path, bytes, 0644, Durable::kNo);
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
    // Opening a FIFO would wait for its writer, and a device may have no end.
    const File file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (file.fd() < 0) return last_error();
    struct stat status {};
    if (::fstat(file.fd(), &status) != 0) return last_error();
    if (!S_ISREG(status.st_mode))
        return boost::system::errc::make_error_code(
            S_ISDIR(status.st_mode) ? boost::system::errc::is_a_directory
                                    : boost::system::errc::operation_not_supported);
    std::string content;
    constexpr std::size_t kStep = std::size_t{64} << 10;
    for (;;) {
        const std::size_t size = content.size();
        content.resize(size + kStep);
        const ssize_t n = ::read(file.fd(), content.data() + size, kStep);
        content.resize(size + (n > 0 ? static_cast<std::size_t>(n) : 0));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return last_error();
        if (n == 0) return content;
        if (content.size() > max_bytes)
            return boost::system::errc::make_error_code(boost::system::errc::file_too_large);
    }
}

void read_beginning(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return;
    std::array<char, 4096> bytes;
    [[maybe_unused]] const ssize_t n = ::read(fd, bytes.data(), bytes.size());
    ::close(fd);
}

}  // namespace io
