#include "cli/setup/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "app/paths.hpp"

namespace cli::setup {

boost::system::result<Lock, Failure> Lock::take(const std::filesystem::path& state_folder) {
    if (const std::error_code failure = app::make_private_folder(state_folder)) {
        return Failure{state_folder.string() + " cannot be created: " + failure.message()};
    }
    const std::string path = state_folder.string();
    Lock lock(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.fd_ < 0) return Failure{path + " cannot be opened: " + std::strerror(errno)};
    if (::flock(lock.fd_, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK) {
        return Failure{"another `gopls-proxy setup` is running; wait until it has ended"};
    }
    return Failure{path + " cannot be locked: " + std::strerror(errno)};
}

Lock::Lock(Lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Lock::~Lock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace cli::setup
