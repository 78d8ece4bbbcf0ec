// A temporary folder of the doctor, removed with its object. Blocking.
#pragma once

#include <string>

#include "app/environment.hpp"

namespace doctor {

class ScratchFolder {
  public:
    explicit ScratchFolder(const app::Environment& environment);
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder();

    /// Empty if none could be created.
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

}  // namespace doctor
