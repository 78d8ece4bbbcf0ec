#include "io/named_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/system/error_code.hpp>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "io/files.hpp"
#include "io/result.hpp"

namespace io {
namespace {

using boost::system::result;

/// As many as Linux follows.
constexpr int kMostLinks = 40;

bool is_same(const struct stat& a, const struct stat& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/// Returns the path behind all symbolic links at the end of `path`; it need not exist.
std::string target_of(const std::string& path) {
    std::filesystem::path target = path;
    for (int link = 0; link < kMostLinks; ++link) {
        std::error_code no_link;
        const auto next = std::filesystem::read_symlink(target, no_link);
        if (no_link) break;
        target = target.parent_path() / next;
    }
    return target.string();
}

result<void> write_directly(const std::string& path, std::string_view bytes,
                            WithoutReader without_reader) {
    const int wait = without_reader == WithoutReader::kFail ? O_NONBLOCK : 0;
    const int fd = ::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY | wait);
    if (fd < 0) return last_error();
    result<void> written;
    if (!write_all(fd, bytes)) written = last_error();
    if (::close(fd) != 0 && written) written = last_error();
    return written;
}

/// Returns the standard stream that is this file. A second open would write over its content.
std::optional<int> standard_stream(const struct stat& file) {
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
        struct stat stream {};
        if (::fstat(fd, &stream) == 0 && is_same(stream, file)) return fd;
    }
    return std::nullopt;
}

}  // namespace

result<void> write_named_file(const std::string& path, std::string_view bytes,
                              WithoutReader without_reader) {
    struct stat file {};
    const bool exists = ::stat(path.c_str(), &file) == 0;
    if (!exists && errno != ENOENT) return last_error();  // links in a circle
    if (const auto stream = exists ? standard_stream(file) : std::nullopt) {
        if (!write_all(*stream, bytes)) return last_error();
        return {};
    }
    if (exists && !S_ISREG(file.st_mode)) return write_directly(path, bytes, without_reader);
    const std::string target = target_of(path);
    struct stat found {};
    // A link of /proc leads to a file that may have no name by now.
    if (exists && (::stat(target.c_str(), &found) != 0 || !is_same(found, file))) {
        return write_directly(path, bytes, without_reader);
    }
    return replace_file(target, bytes);
}

}  // namespace io
