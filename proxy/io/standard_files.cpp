#include "io/standard_files.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <vector>

namespace io {

namespace {
/// Exists everywhere, and can be neither read nor written. A small container may lack /dev/null.
constexpr const char* kRoot = "/";
}  // namespace

void fill_standard_files() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (::fcntl(fd, F_GETFD) >= 0) continue;
        // open() takes the lowest free number, which is this one.
        int filled = ::open("/dev/null", O_RDONLY);
        if (filled < 0) filled = ::open(kRoot, O_RDONLY);
        if (filled != fd) return;
    }
}

bool room_for_descriptors(std::size_t count) {
    std::vector<int> opened;
    while (opened.size() < count) {
        const int fd = ::open(kRoot, O_RDONLY | O_CLOEXEC);
        if (fd < 0) break;
        opened.push_back(fd);
    }
    for (const int fd : opened) ::close(fd);
    return opened.size() == count;
}

BlockingMode::BlockingMode(int fd) : fd_(fd), flags_(::fcntl(fd, F_GETFL)) {}

BlockingMode::~BlockingMode() {
    const int now = ::fcntl(fd_, F_GETFL);
    if (flags_ >= 0 && now >= 0 && now != flags_) ::fcntl(fd_, F_SETFL, flags_);
}

bool is_typed_at(int fd) {
    termios settings{};
    return ::tcgetattr(fd, &settings) == 0 && (settings.c_lflag & ECHO) != 0;
}

}  // namespace io
