// Shared by the tests of proxy/io: a loop with a time limit, temporary folders, forked processes,
// bytes collected from a stream.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/child.hpp"
#include "io/loop.hpp"
#include "io/stream.hpp"
#include "io/timer.hpp"
#include "support/catch.hpp"

namespace io_test {

/// A loop that runs until something stops it. The limit only turns a hang into a failure.
struct TestLoop {
    io::Loop loop;

    void run() {
        bool late = false;
        io::Timer limit(loop, [&] {
            late = true;
            loop.stop();
        });
        limit.arm(std::chrono::minutes(2));
        loop.run();
        REQUIRE_FALSE(late);
    }
    /// Runs until `condition` holds, checking it every millisecond.
    void run_until(const std::function<bool()>& condition) {
        std::function<void()> look;
        io::Timer next(loop, [&] { look(); });
        look = [&] {
            if (condition())
                loop.stop();
            else
                next.arm(std::chrono::milliseconds(1));
        };
        look();
        run();
    }
};

class TempFolder {
  public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "io-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::string& path() const { return path_; }
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  private:
    std::string path_;
};

/// A file descriptor that closes itself.
class Fd {
  public:
    explicit Fd(int fd) : fd_(fd) { REQUIRE(fd >= 0); }
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&&) = delete;
    ~Fd() { reset(); }
    int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }
    void reset() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

  private:
    int fd_;
};

struct Pipe {
    Pipe() : Pipe(make()) {}
    Fd read_end;
    Fd write_end;

  private:
    explicit Pipe(std::array<int, 2> ends) : read_end(ends[0]), write_end(ends[1]) {}
    static std::array<int, 2> make() {
        std::array<int, 2> ends{-1, -1};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        return ends;
    }
};

/// A forked process that runs `body` in its own session and is killed with this object.
class Forked {
  public:
    template <typename Body>
    explicit Forked(Body body) : pid_(::fork()) {
        if (pid_ == 0) {
            ::setsid();
            body();
            ::_exit(0);
        }
        REQUIRE(pid_ > 0);
        // Callers rely on the new session.
        while (::getsid(pid_) != pid_) ::sched_yield();
    }
    Forked(const Forked&) = delete;
    Forked& operator=(const Forked&) = delete;
    ~Forked() { end(); }
    int pid() const { return pid_; }
    void end() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(std::exchange(pid_, -1), nullptr, 0);
    }

  private:
    pid_t pid_;
};

inline std::unique_ptr<io::Stream> open_stream(io::Loop& loop, Fd fd) {
    auto stream = io::Stream::open(loop, fd.release());
    REQUIRE(stream.has_value());
    return std::move(*stream);
}

[[noreturn]] inline void wait_for_ever() {
    for (;;) ::pause();
}

/// Collects everything that a stream delivers.
struct Collector {
    std::string bytes;
    bool ended = false;
    int error = 0;
    std::array<char, 64 << 10> room{};
    std::function<void()> on_change = [] {};

    void attach(io::Stream& stream) {
        stream.start_reading({[this] { return std::span<char>(room); },
                              [this](std::size_t n) {
                                  bytes.append(room.data(), n);
                                  on_change();
                              },
                              [this](int e) {
                                  ended = true;
                                  error = e;
                                  on_change();
                              }});
    }
};

inline std::vector<std::string> plain_environment() {
    return {"PATH=/usr/local/bin:/usr/bin:/bin"};
}

/// Returns options that run a shell script.
inline io::ChildOptions script(const std::string& text) {
    io::ChildOptions options;
    options.program = "/bin/sh";
    options.arguments = {"-c", text};
    options.environment = plain_environment();
    return options;
}

inline std::unique_ptr<io::Child> start(io::Loop& loop, const io::ChildOptions& options,
                                        io::Child::OnExit on_exit = {}) {
    auto child = io::Child::spawn(loop, options, std::move(on_exit));
    REQUIRE(child.has_value());
    return std::move(*child);
}

}  // namespace io_test
