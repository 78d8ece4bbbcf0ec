// A tenth of one processor for a program and its descendants: like a small machine, or a large one
// with much other work.
//
// Uses a control group (version 2 or 1) where the machine allows it. Otherwise the program shares
// one processor with nine busy loops.
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
    /// The programs started in it must have ended.
    ~TenthOfCpu();

    /// Returns the command that runs `argv` with a tenth of a processor, in the same process.
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
