// A temporary folder of the doctor, for instance for copies of go.mod and go.work, on which the go
// command may work without changing the user's files. Blocking calls.
#pragma once

#include <string>

#include "app/environment.hpp"

namespace doctor {

/// Exists as long as the object, with mode 0700.
class ScratchFolder {
  public:
    /// Creates it in TMPDIR of the environment, or /tmp.
    explicit ScratchFolder(const app::Environment& environment);
    /// Creates it in the folder `base`.
    explicit ScratchFolder(const std::string& base);
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    /// Returns its absolute path; empty if it could not be created.
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

}  // namespace doctor
