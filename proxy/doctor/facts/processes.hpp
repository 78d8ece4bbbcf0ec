// Processes that were left behind, and locks that are held, near the examined folder. Values only:
// `gopls-proxy clean` has the inventory of processes, and the caller of the doctor fills these in.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace doctor {

/// A process that works with Go, and whose parent is gone.
struct LeftOverProcess {
    int pid = 0;
    std::string sort;     ///< "gopls", "go command", "debugger", "debugged program"
    std::string command;  ///< its command line
    std::string folder;   ///< its working folder
    std::chrono::seconds age{0};
};

struct HeldLock {
    int pid = 0;
    std::string name;  ///< of the process
    std::string path;  ///< of the locked file
};

struct ProcessFacts {
    std::vector<LeftOverProcess> left_over;
    std::vector<HeldLock> locks;
};

}  // namespace doctor
