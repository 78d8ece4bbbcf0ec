#include "support/fake_gopls/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace fake_gopls {
namespace {

/// Counts up a number kept in a file, safe against other fakes that start at once.
int next_number(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return 1;
    ::flock(fd, LOCK_EX);
    std::array<char, 16> digits{};
    const ssize_t n = ::pread(fd, digits.data(), digits.size() - 1, 0);
    const auto number = static_cast<int>(n > 0 ? std::strtol(digits.data(), nullptr, 10) : 0) + 1;
    const std::string text = std::to_string(number);
    if (::pwrite(fd, text.data(), text.size(), 0) < 0) std::abort();
    ::close(fd);
    return number;
}

}  // namespace

Journal::Journal(std::string path) : path_(std::move(path)) {
    if (!path_.empty()) process_ = next_number(path_ + ".count");
}

void Journal::record(const std::string& event, Json details) const {
    if (path_.empty()) return;
    details["process"] = process_;
    details["event"] = event;
    const std::string line = details.dump() + "\n";
    const int fd = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) return;
    // One write, so that lines of several fakes do not mix.
    if (::write(fd, line.data(), line.size()) < 0) std::abort();
    ::close(fd);
}

void Journal::note_start(const std::vector<std::string>& argv) const {
    Json environment = Json::object();
    for (const char* name : {"GOPLSCACHE", "GOPROXY", "GONOPROXY", "GOVCS", "GOPLS_PROXY_SESSION"})
        if (const char* value = std::getenv(name); value != nullptr) environment[name] = value;
    record("start", {{"pid", ::getpid()},
                     {"session", ::getsid(0)},
                     {"argv", argv},
                     {"environment", environment}});
}

}  // namespace fake_gopls
