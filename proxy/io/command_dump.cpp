#include "io/command_dump.hpp"

#if defined(__linux__)

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "io/proc_stat.hpp"
#include "io/processes.hpp"

namespace io {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxBytes = std::size_t{8} << 20;
constexpr int kPollMs = 5;

// The reading end of another process's stderr.
class StderrOf {
  public:
    explicit StderrOf(int pid)
        : fd_(::open(("/proc/" + std::to_string(pid) + "/fd/2").c_str(),
                     O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)) {
        struct stat file {};
        is_pipe_ = fd_ >= 0 && ::fstat(fd_, &file) == 0 && S_ISFIFO(file.st_mode);
    }
    StderrOf(const StderrOf&) = delete;
    StderrOf& operator=(const StderrOf&) = delete;
    ~StderrOf() {
        if (fd_ >= 0) ::close(fd_);
    }

    bool is_pipe() const { return is_pipe_; }
    // Appends the bytes available now; returns true at the end of the pipe.
    bool drain(std::string& text) const {
        std::array<char, 16 << 10> buffer;
        for (;;) {
            const ssize_t n = ::read(fd_, buffer.data(), buffer.size());
            if (n <= 0) return n == 0;
            if (text.size() < kMaxBytes) text.append(buffer.data(), static_cast<std::size_t>(n));
        }
    }
    void wait() const {
        pollfd poll{fd_, POLLIN, 0};
        ::poll(&poll, 1, kPollMs);
    }

  private:
    int fd_;
    bool is_pipe_ = false;
};

// Stops a process for the lifetime of this object.
class Stopped {
  public:
    Stopped(ProcessIdentity process, Clock::time_point until)
        : process_(process), signalled_(signal_process(process.pid, process.start_ticks, SIGSTOP)) {
        while (signalled_ && !holds() && Clock::now() < until) ::usleep(1000);
    }
    Stopped(const Stopped&) = delete;
    Stopped& operator=(const Stopped&) = delete;
    ~Stopped() {
        if (signalled_) signal_process(process_.pid, process_.start_ticks, SIGCONT);
    }
    // The stop takes effect a moment after the signal.
    bool holds() const {
        const auto stat = read_stat(process_.pid);
        return stat && stat->state == 'T';
    }

  private:
    ProcessIdentity process_;
    bool signalled_;
};

bool has_ended(ProcessIdentity process) {
    const auto stat = read_stat(process.pid);
    return !stat || stat->start_ticks != process.start_ticks || stat->zombie();
}

}  // namespace

std::string take_goroutines(ProcessIdentity command, ProcessIdentity reader,
                            std::chrono::milliseconds limit) {
    const auto until = Clock::now() + limit;
    const StderrOf pipe(command.pid);
    if (!pipe.is_pipe() || !same_process(command.pid, command.start_ticks)) return {};
    const Stopped stopped(reader, until);
    if (!stopped.holds()) return {};
    std::string text;
    if (!signal_process(command.pid, command.start_ticks, SIGQUIT)) return {};
    while (Clock::now() < until) {
        const bool ended = has_ended(command);  // before the last look into the pipe
        if (pipe.drain(text) || ended) break;
        pipe.wait();
    }
    return text;
}

}  // namespace io

#else

namespace io {

std::string take_goroutines(ProcessIdentity, ProcessIdentity, std::chrono::milliseconds) {
    return {};
}

}  // namespace io

#endif
