// A folder on a file system that never answers, like a network disk whose server is gone: whoever
// looks into it waits until the object lets go, or is killed.
//
// It is mounted (FUSE, spoken here) in a mount namespace of its own, which only programs started
// `with` it see; nothing stays mounted when the test is killed. Whether this machine allows that
// is found by trying.
#pragma once

#include <sys/types.h>

#include <string>

#include "support/child_process.hpp"

namespace support {

class HangingFolder {
  public:
    /// `path` is there; it need not be empty. `environment` says where nsenter is.
    HangingFolder(std::string path, const Environment& environment);
    HangingFolder(const HangingFolder&) = delete;
    HangingFolder& operator=(const HangingFolder&) = delete;
    ~HangingFolder();

    /// Empty, or why this machine does not allow it.
    const std::string& refused() const { return refused_; }
    const std::string& path() const { return path_; }
    /// `options`, started where the folder hangs; the same process in the end.
    ChildOptions with(ChildOptions options) const;
    /// True once somebody waits for the folder.
    bool touched() const;
    /// Everybody who waits goes on with an error, and so does whoever comes later.
    void let_go();

  private:
    struct Seen;

    std::string path_;
    std::string refused_;
    Seen* seen_ = nullptr;  ///< shared with the process that keeps the file system
    pid_t keeper_ = -1;
};

}  // namespace support
