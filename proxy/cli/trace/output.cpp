#include "cli/trace/output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "io/files.hpp"

namespace cli::trace {
namespace {

boost::system::error_code last_error() {
    return {errno, boost::system::generic_category()};
}

}  // namespace

boost::system::result<Output> Output::create(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return last_error();
    return Output(fd);
}

Output::Output(Output&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Output::~Output() {
    if (fd_ >= 0) ::close(fd_);
}

boost::system::error_code Output::write(std::string_view bytes) {
    if (!io::write_all(fd_, bytes)) return last_error();
    return {};
}

}  // namespace cli::trace
