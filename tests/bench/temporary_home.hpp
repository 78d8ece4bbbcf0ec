// A temporary home for the programs that the bench starts: the user's settings do not apply, and no
// files are left.
//
// Unlike a sandbox, it keeps PATH and does not check for processes that stay.
#pragma once

#include <filesystem>

namespace bench {

class TemporaryHome {
  public:
    /// Points HOME and the XDG folders of this process there. Throws Failure.
    TemporaryHome();
    ~TemporaryHome();
    TemporaryHome(const TemporaryHome&) = delete;
    TemporaryHome& operator=(const TemporaryHome&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace bench
