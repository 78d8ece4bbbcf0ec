// A control group with little memory. Where this machine lets no test make one, there is a reason.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "support/child_process.hpp"

namespace corpus {

class MemoryLimit {
  public:
    explicit MemoryLimit(std::size_t bytes);
    MemoryLimit(const MemoryLimit&) = delete;
    MemoryLimit& operator=(const MemoryLimit&) = delete;
    ~MemoryLimit();

    /// Why there is none; empty if there is.
    const std::string& problem() const { return problem_; }
    /// The same command, in the group, and the last that the kernel would end there.
    support::ChildOptions below(support::ChildOptions options) const;

  private:
    std::filesystem::path group_;
    std::string problem_;
};

}  // namespace corpus
