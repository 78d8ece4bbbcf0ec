#include "io/environment_mark.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace io {

std::string mark_entry(std::string_view mark) {
    return std::string(kMarkVariable) + "=" + std::string(mark);
}

#if defined(__linux__)

namespace {

// Looks for one entry in a stream of "K=V\0", fed in pieces of any size.
class Matcher {
  public:
    explicit Matcher(std::string_view mark) : mark_(mark) {}

    bool feed(const char* data, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) {
            if (skipping_) {
                const void* end = std::memchr(data + i, '\0', size - i);
                if (end == nullptr) return false;
                i = static_cast<std::size_t>(static_cast<const char*>(end) - data);
                skipping_ = false;
                matched_ = 0;
                continue;
            }
            const char c = data[i];
            if (matched_ == length()) {
                if (c == '\0' || c == '.') return true;
                skipping_ = true;
            } else if (c == expected(matched_)) {
                ++matched_;
            } else if (c == '\0') {
                matched_ = 0;
            } else {
                skipping_ = true;
            }
        }
        return false;
    }

  private:
    std::size_t length() const { return kMarkVariable.size() + 1 + mark_.size(); }
    char expected(std::size_t i) const {
        if (i < kMarkVariable.size()) return kMarkVariable[i];
        return i == kMarkVariable.size() ? '=' : mark_[i - kMarkVariable.size() - 1];
    }

    std::string_view mark_;
    std::size_t matched_ = 0;
    bool skipping_ = false;
};

}  // namespace

bool carries_mark(int pid, std::string_view mark) noexcept {
    if (mark.empty()) return false;
    std::array<char, 32> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/environ", pid);
    const int fd = ::open(path.data(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    Matcher matcher(mark);
    std::array<char, 4096> buffer;
    bool found = false;
    while (!found) {
        const ssize_t n = ::read(fd, buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        found = matcher.feed(buffer.data(), static_cast<std::size_t>(n));
    }
    ::close(fd);
    return found;
}

#else

bool carries_mark(int, std::string_view) noexcept {
    return false;
}

#endif

}  // namespace io
