// A tenth of one processor for a program and all that it starts: a small machine, or a large one
// on which much else runs.
//
// By a control group where this machine lets us make one (version 2 or 1), else by a crowd: the
// program shares one processor with nine others that never rest.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/child_process.hpp"

namespace corpus {

class TenthOfCpu {
  public:
    TenthOfCpu();
    TenthOfCpu(const TenthOfCpu&) = delete;
    TenthOfCpu& operator=(const TenthOfCpu&) = delete;
    /// What was started in it must have ended.
    ~TenthOfCpu();

    /// The command that starts `argv` in it; its process keeps its number.
    std::vector<std::string> command(const std::vector<std::string>& argv) const;
    /// "control group" or "crowd".
    std::string how() const { return group_.empty() ? "crowd" : "control group"; }

  private:
    bool make_group(const std::string& parent);

    std::string group_;  ///< its folder
    std::string processor_;
    std::vector<std::unique_ptr<support::ChildProcess>> crowd_;
};

}  // namespace corpus
