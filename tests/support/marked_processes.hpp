// Finding processes by a variable in their environment, which every descendant
// inherits, whatever session or group it has moved to and whoever its parent is.
//
// Reads /proc; where there is none it finds nothing.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace support {

struct MarkedProcess {
    pid_t pid = 0;
    pid_t parent = 0;
    pid_t session = 0;
    char state = '?';               ///< as in /proc/<pid>/stat: R S D T Z …
    std::string executable;         ///< what /proc/<pid>/exe points to
    std::vector<std::string> argv;  ///< empty for a zombie

    /// One line for a failure message.
    std::string describe() const;
};

/// Every process but the caller whose environment holds exactly `variable` ("NAME=value").
/// Zombies are left out: they hold nothing and cannot be ended.
std::vector<MarkedProcess> processes_marked(const std::string& variable);

/// The state letter of a process, or 'X' when there is none.
char state_of(pid_t pid);

}  // namespace support
