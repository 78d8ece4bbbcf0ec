#include "io/stderr_sink.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <string>

#include "io/loop.hpp"

namespace io {

namespace {

using std::chrono::milliseconds;

// The retry interval while nobody reads: standard error may be late, and a timer works for any
// file.
constexpr std::chrono::nanoseconds kFirstPause = milliseconds(5);
constexpr std::chrono::nanoseconds kLongestPause = milliseconds(200);

// Systems without MSG_NOSIGNAL rely on ignore_write_signals().
#if defined(MSG_NOSIGNAL)
constexpr int kSendFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
#else
constexpr int kSendFlags = MSG_DONTWAIT;
#endif

// Returns a file description of our own for the same pipe or terminal, or -1.
int reopen(int fd) {
#if defined(__linux__)
#if defined(TIOCGPTN)
    // This is the master side of a terminal; opening it again would create another terminal.
    int number = 0;
    if (::ioctl(fd, TIOCGPTN, &number) == 0) return -1;
#endif
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    return ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
#else
    (void)fd;  // elsewhere a file opened through /dev/fd shares the description
    return -1;
#endif
}

// Gives up at an error, because nobody is left to report it to.
void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

}  // namespace

void say(std::string_view line) {
    const std::string text = std::string(line.substr(0, PIPE_BUF - 1)) + "\n";
    pollfd ready{STDERR_FILENO, POLLOUT, 0};
    // "Writable" promises room for PIPE_BUF bytes.
    if (::poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0) write_all(STDERR_FILENO, text);
}

StderrSink::StderrSink(Loop& loop, int fd)
    : fd_(fd),
      retry_(loop, [this] { pump(); }),
      aside_bytes_(std::make_shared<std::atomic<std::size_t>>(0)) {
    choose_way(fd);
    if (way_ == Way::kAside) aside_.emplace(loop);
}

StderrSink::~StderrSink() {
    if (!queue_.empty()) pump();
    aside_.reset();
    if (owns_fd_) ::close(fd_);
}

void StderrSink::choose_way(int fd) {
    struct stat status {};
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fstat(fd, &status) != 0) return;
    if (S_ISSOCK(status.st_mode)) {
        way_ = Way::kSocket;
    } else if (S_ISREG(status.st_mode)) {
        // Reopening it would write from its start.
        way_ = Way::kAside;
    } else if ((flags & O_NONBLOCK) != 0) {
        way_ = Way::kDirect;
    } else if (const int own = reopen(fd); own >= 0) {
        way_ = Way::kDirect;
        fd_ = own;
        owns_fd_ = true;
    } else {
        way_ = Way::kPolled;
    }
}

// Returns the bytes written, 0 if none can be now. After an error it never writes again.
long StderrSink::write_some(std::string_view bytes) {
    ssize_t n = -1;
    if (way_ == Way::kSocket) {
        n = ::send(fd_, bytes.data(), bytes.size(), kSendFlags);
    } else if (way_ == Way::kPolled) {
        // "Writable" promises room for PIPE_BUF bytes, no more.
        pollfd ready{fd_, POLLOUT, 0};
        if (::poll(&ready, 1, 0) <= 0) return 0;
        n = ::write(fd_, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
    } else {
        n = ::write(fd_, bytes.data(), bytes.size());
    }
    if (n >= 0) return n;
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) way_ = Way::kDead;
    return 0;
}

void StderrSink::pump() {
    bool progress = false;
    while (!queue_.empty() && way_ != Way::kDead) {
        std::array<std::string_view, 1> piece;
        queue_.peek(piece, queue_.size_bytes());
        const long n = write_some(piece[0]);
        if (n == 0) break;
        queue_.consume(static_cast<std::size_t>(n));
        progress = true;
    }
    if (way_ == Way::kDead) {
        dropped_bytes_ += queue_.size_bytes();
        queue_.truncate(0);
    }
    if (queue_.empty()) return;
    pause_ = progress ? kFirstPause : std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    retry_.arm(pause_);
}

void StderrSink::write(std::string_view bytes) {
    if (way_ == Way::kDead || queued_bytes() + bytes.size() > kMaxQueuedBytes) {
        dropped_bytes_ += bytes.size();
        return;
    }
    if (aside_) {
        *aside_bytes_ += bytes.size();
        return aside_->run([fd = fd_, waiting = aside_bytes_, text = std::string(bytes)] {
            write_all(fd, text);
            *waiting -= text.size();
        });
    }
    const bool was_empty = queue_.empty();
    if (was_empty) {
        const long n = write_some(bytes);
        bytes.remove_prefix(static_cast<std::size_t>(n));
        if (bytes.empty()) return;
    }
    queue_.append_copy(bytes);
    if (was_empty) pump();
}

}  // namespace io
