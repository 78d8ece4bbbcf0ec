#include "io/priority.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <string>

namespace io {

bool set_session_niceness(int session_leader_pid, int niceness) {
    const std::string path = "/proc/" + std::to_string(session_leader_pid) + "/autogroup";
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const std::string value = std::to_string(niceness);
    const bool written =
        ::write(fd, value.data(), value.size()) == static_cast<ssize_t>(value.size());
    ::close(fd);
    return written;
}

}  // namespace io
