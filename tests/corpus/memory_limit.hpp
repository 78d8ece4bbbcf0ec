// A control group with little memory. `problem` says why, on machines that do not allow it.
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

    /// Returns why the group could not be made; empty if it exists.
    const std::string& problem() const { return problem_; }
    /// Returns the same command run in the group. The kernel kills this process last there.
    support::ChildOptions below(support::ChildOptions options) const;

  private:
    std::filesystem::path group_;
    std::string problem_;
};

}  // namespace corpus
