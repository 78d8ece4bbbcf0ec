// A program in a mount namespace of its own, in which the test may mount what it likes: another
// /etc/resolv.conf, a disk that is full. Whether this machine allows that is found by trying.
#pragma once

#include <string>

#include "support/child_process.hpp"

namespace support {

class MountNamespace {
  public:
    /// Tries `setup`, a shell script, in such a namespace, in the environment of `options`.
    MountNamespace(std::string setup, const Environment& environment);

    /// Empty, or why this machine does not allow it.
    const std::string& refused() const { return refused_; }
    /// `options`, started behind the setup; the same process in the end.
    ChildOptions with(ChildOptions options) const;

  private:
    std::string setup_;
    std::string unshare_;  ///< its options
    std::string refused_;
};

}  // namespace support
