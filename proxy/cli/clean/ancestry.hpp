// Parents and names of all processes. Pure.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "io/user_processes.hpp"

namespace cli::clean {

class Ancestry {
  public:
    /// Refers to `processes`, which must outlive it.
    explicit Ancestry(const io::UserProcesses& processes);

    /// Returns the pids above `pid`, the nearest first.
    std::vector<int> above(int pid) const;
    bool is_above(int ancestor, int pid) const;
    /// Returns whether its parent is gone, so that the system's first process has adopted it.
    bool is_orphan(int pid) const;
    /// Returns the name of the nearest process above `pid` that is neither a shell nor gopls nor
    /// the proxy: the editor. Empty for a process of the system.
    std::string starter_of(int pid) const;

  private:
    std::string_view name(int pid) const;

    std::unordered_map<int, const io::UserProcesses::Other*> by_pid_;
};

}  // namespace cli::clean
