// Keeps a second `gopls-proxy setup` of the same user from changing settings at the same time.
//
// The system releases the lock when the process ends, in whatever way.
#pragma once

#include <boost/system/result.hpp>
#include <filesystem>

#include "cli/setup/names.hpp"

namespace cli::setup {

class Lock {
  public:
    /// Takes the lock on the folder, which is created if missing. Fails at once if another process
    /// has it.
    static boost::system::result<Lock, Failure> take(const std::filesystem::path& state_folder);
    Lock(Lock&& other) noexcept;
    Lock& operator=(Lock&&) = delete;
    ~Lock();

  private:
    explicit Lock(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace cli::setup
