// A temporary folder, removed with the object.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace doctor {

class ScratchFolder {
  public:
    /// Creates it in the folder `base`.
    explicit ScratchFolder(const std::string& base) {
        std::string pattern = base + "/gopls-proxy-doctor-XXXXXX";
        if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    /// Empty if none could be created.
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

}  // namespace doctor
