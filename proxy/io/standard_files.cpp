#include "io/standard_files.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace io {

void fill_standard_files() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (::fcntl(fd, F_GETFD) >= 0) continue;
        // The lowest that is free, which is this one.
        if (::open("/dev/null", O_RDONLY) != fd) return;
    }
}

bool is_typed_at(int fd) {
    termios settings{};
    return ::tcgetattr(fd, &settings) == 0 && (settings.c_lflag & ECHO) != 0;
}

}  // namespace io
