// A program on a terminal of its own, with somebody who types.
#pragma once

#include <sys/types.h>

#include <string>

#include "support/child_process.hpp"

namespace support {

class PseudoTerminal {
  public:
    /// Starts the program, whose path is absolute, in the environment of `options`.
    explicit PseudoTerminal(const ChildOptions& options);
    PseudoTerminal(const PseudoTerminal&) = delete;
    PseudoTerminal& operator=(const PseudoTerminal&) = delete;
    /// Kills the program if it still runs.
    ~PseudoTerminal();

    /// Reads until the text appears. Throws TestFailure if the output ends before, or nothing comes
    /// within `kGiveUp`.
    void read_until(const std::string& text);
    void type(const std::string& text) const;
    /// Reads to the end and returns how the program ended.
    ExitStatus await_end();
    /// Everything that was printed so far.
    const std::string& output() const { return output_; }

  private:
    bool read_some();

    FileDescriptor master_;
    pid_t pid_ = -1;
    std::string output_;
};

}  // namespace support
