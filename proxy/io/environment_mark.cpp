#include "io/environment_mark.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace io {

std::string mark_entry(std::string_view mark) {
    return std::string(kMarkVariable) + "=" + std::string(mark);
}

std::string mark_of(int pid) {
    std::string environment(1, '\0');
#if defined(__linux__)
    std::array<char, 32> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/environ", pid);
    const int fd = ::open(path.data(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return {};
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t n = ::read(fd, buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        environment.append(buffer.data(), static_cast<std::size_t>(n));
    }
    ::close(fd);
#else
    (void)pid;
#endif
    const std::string entry = '\0' + mark_entry("");
    const std::size_t found = environment.find(entry);
    if (found == std::string::npos) return {};
    return environment.c_str() + found + entry.size();
}

bool is_below(std::string_view own, std::string_view mark) {
    if (mark.empty() || !own.starts_with(mark)) return false;
    return own.size() == mark.size() || own[mark.size()] == '.';
}

}  // namespace io
