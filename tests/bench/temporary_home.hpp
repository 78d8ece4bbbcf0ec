// A home of its own for what the bench starts, while it lives: no settings of the user's count, and
// nothing is left behind.
// Not a sandbox: programs are found as always, and nothing watches for processes that stay.
#pragma once

#include <filesystem>

namespace bench {

class TemporaryHome {
  public:
    /// Leads HOME and the XDG folders of this process there. Throws Failure.
    TemporaryHome();
    ~TemporaryHome();
    TemporaryHome(const TemporaryHome&) = delete;
    TemporaryHome& operator=(const TemporaryHome&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace bench
