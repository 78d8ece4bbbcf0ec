#include "io/guardian.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/system/error_code.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "io/environment_mark.hpp"
#include "io/proc_stat.hpp"

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

namespace io {

Guardian& Guardian::operator=(Guardian&& other) noexcept {
    std::swap(pipe_fd_, other.pipe_fd_);
    return *this;
}

Guardian::~Guardian() {
    if (pipe_fd_ >= 0) ::close(pipe_fd_);
}

bool Guardian::alive() const {
    if (pipe_fd_ < 0) return false;
    pollfd end{pipe_fd_, 0, 0};
    ::poll(&end, 1, 0);
    return (end.revents & POLLERR) == 0;
}

#if defined(__linux__)

namespace {

constexpr std::string_view kName = "lsp-guardian";

void ignore_signals() {
    // Whatever a terminal, a session manager or a hasty user sends to everything in sight.
    for (const int signum : {SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU,
                             SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ})
        std::signal(signum, SIG_IGN);
    std::signal(SIGCHLD, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void close_all_above(int last_kept) {
#if defined(SYS_close_range)
    if (::syscall(SYS_close_range, static_cast<unsigned>(last_kept) + 1, ~0U, 0) == 0) return;
#endif
    DIR* folder = ::opendir("/proc/self/fd");
    if (folder == nullptr) return;
    while (const dirent* entry = ::readdir(folder)) {
        const int fd = static_cast<int>(to_number(entry->d_name));
        if (fd > last_kept && fd != ::dirfd(folder)) ::close(fd);
    }
    ::closedir(folder);
}

void keep_only(int pipe_fd) {
    // First out of the way of 0 to 3, which are filled below.
    const int pipe = ::fcntl(pipe_fd, F_DUPFD, 10);
    const int null = ::open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= 2; ++fd) {
        if (null >= 0)
            ::dup2(null, fd);
        else
            ::close(fd);
    }
    ::dup2(pipe, 3);
    close_all_above(3);
}

void take_name(int argc, char** argv) {
    ::prctl(PR_SET_NAME, kName.data());
    if (argc < 1) return;
    // The arguments lie one behind the other: overwritten they are what the system shows.
    char* const begin = argv[0];
    char* end = begin;
    for (int i = 0; i < argc && argv[i] == end; ++i) end += std::strlen(argv[i]) + 1;
    const auto size = static_cast<std::size_t>(end - begin);
    std::memset(begin, 0, size);
    std::memcpy(begin, kName.data(), std::min(kName.size(), size - 1));
}

// True if it found any.
bool kill_marked(std::string_view mark) {
    DIR* folder = ::opendir("/proc");
    if (folder == nullptr) return false;
    bool found = false;
    while (const dirent* entry = ::readdir(folder)) {
        const int pid = static_cast<int>(to_number(entry->d_name));
        if (pid <= 1 || pid == ::getpid() || !is_below(mark_of(pid), mark)) continue;
        found = true;
        ::kill(pid, SIGKILL);  // stopped ones too: SIGKILL needs no SIGCONT
    }
    ::closedir(folder);
    return found;
}

void pause_millis(int millis) {
    ::poll(nullptr, 0, millis);
}

[[noreturn]] void guard(int pipe_fd, std::string_view mark) {
    std::array<char, 16> ignored;
    for (;;) {
        const ssize_t n = ::read(pipe_fd, ignored.data(), ignored.size());
        if (n == 0 || (n < 0 && errno != EINTR)) break;
    }
    // The first round at once; then with pauses, for what was being started at that moment.
    constexpr int kPauseMillis = 10;
    constexpr int kMaxRounds = 200;
    int clean_rounds = 0;
    for (int round = 0; round < kMaxRounds && clean_rounds < 2; ++round) {
        clean_rounds = kill_marked(mark) ? 0 : clean_rounds + 1;
        pause_millis(kPauseMillis);
    }
    ::_exit(0);
}

}  // namespace

boost::system::result<Guardian> start_guardian(std::string_view mark, int argc, char** argv) {
    const auto failure = [] {
        return boost::system::error_code(errno, boost::system::generic_category());
    };
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failure();
    // The mark by value: in the guardian the memory of argv, which it may point into, is wiped.
    std::array<char, 128> own_mark{};
    if (mark.empty() || mark.size() > own_mark.size()) {
        ::close(ends[0]);
        ::close(ends[1]);
        return boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
    }
    std::memcpy(own_mark.data(), mark.data(), mark.size());

    const pid_t between = ::fork();
    if (between < 0) {
        const auto error = failure();
        ::close(ends[0]);
        ::close(ends[1]);
        return error;
    }
    if (between == 0) {
        // Twice, so that it is neither a child of the proxy nor the leader of a session that a
        // terminal could be given to.
        ::setsid();
        ignore_signals();
        take_name(argc, argv);
        if (::chdir("/") != 0) ::_exit(1);  // keeps no folder busy
        keep_only(ends[0]);
        // Last, so that all is in place when the proxy goes on.
        const pid_t guardian = ::fork();
        if (guardian != 0) ::_exit(guardian < 0 ? 1 : 0);
        guard(3, {own_mark.data(), mark.size()});
    }
    int status = 0;
    while (::waitpid(between, &status, 0) < 0 && errno == EINTR) {
    }
    ::close(ends[0]);
    Guardian guardian(ends[1]);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return boost::system::errc::make_error_code(
            boost::system::errc::resource_unavailable_try_again);
    return guardian;
}

#else

boost::system::result<Guardian> start_guardian(std::string_view, int, char**) {
    return boost::system::errc::make_error_code(boost::system::errc::operation_not_supported);
}

#endif

}  // namespace io
