#include "io/standard_files.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <vector>

namespace io {

void fill_standard_files() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (::fcntl(fd, F_GETFD) >= 0) continue;
        // The lowest that is free, which is this one.
        if (::open("/dev/null", O_RDONLY) != fd) return;
    }
}

bool room_for_descriptors(std::size_t count) {
    std::vector<int> opened;
    while (opened.size() < count) {
        const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (fd < 0) break;
        opened.push_back(fd);
    }
    for (const int fd : opened) ::close(fd);
    return opened.size() == count;
}

bool is_typed_at(int fd) {
    termios settings{};
    return ::tcgetattr(fd, &settings) == 0 && (settings.c_lflag & ECHO) != 0;
}

}  // namespace io
