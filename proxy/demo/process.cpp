#include "demo/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace demo {
namespace {

struct Pipe {
    int read_end = -1;
    int write_end = -1;
    bool open() {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0) return false;
        for (const int fd : ends) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
        read_end = ends[0];
        write_end = ends[1];
        return true;
    }
    ~Pipe() {
        for (const int fd : {read_end, write_end}) {
            if (fd >= 0) ::close(fd);
        }
    }
};

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (std::string& word : words) result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

int spawn(pid_t& pid, const ProcessOptions& options, const Pipe& in, const Pipe& out) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.read_end, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, options.stderr_file.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());

    // The demo blocks and ignores signals of its own; that is not for its children.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

    std::vector<std::string> arguments = options.argv;
    std::vector<std::string> variables;
    for (const auto& [name, value] : options.environment) variables.push_back(name + "=" + value);
    const int error = ::posix_spawn(&pid, options.argv[0].c_str(), &actions, &attributes,
                                    pointers(arguments).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

}  // namespace

boost::system::result<std::unique_ptr<Process>, app::Failure> Process::start(
    const ProcessOptions& options) {
    Pipe in;
    Pipe out;
    if (!in.open() || !out.open())
        return app::Failure{std::string("cannot create a pipe: ") + std::strerror(errno)};
    std::unique_ptr<Process> process(new Process);
    if (const int error = spawn(process->pid_, options, in, out)) {
        process->pid_ = 0;
        return app::Failure{"cannot start " + options.argv[0] + ": " + std::strerror(error)};
    }
    process->stdin_ = std::exchange(in.write_end, -1);
    process->stdout_ = std::exchange(out.read_end, -1);
    for (const int fd : {process->stdin_, process->stdout_}) {
        ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    }
    return process;
}

Process::~Process() {
    close_stdin();
    if (stdout_ >= 0) ::close(stdout_);
    if (pid_ == 0 || exit_code()) return;
    kill();
    int ignored = 0;
    while (::waitpid(pid_, &ignored, 0) < 0 && errno == EINTR) {
    }
}

void Process::close_stdin() {
    if (stdin_ >= 0) ::close(std::exchange(stdin_, -1));
}

void Process::kill() {
    if (pid_ != 0 && !exit_code()) ::kill(pid_, SIGKILL);
}

std::optional<int> Process::exit_code() {
    int status = 0;
    if (!exit_code_ && ::waitpid(pid_, &status, WNOHANG) == pid_) {
        exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    return exit_code_;
}

std::optional<std::string> output_of(const ProcessOptions& options,
                                     std::chrono::milliseconds limit) {
    using Clock = std::chrono::steady_clock;
    auto started = Process::start(options);
    if (!started) return std::nullopt;
    Process& process = **started;
    process.close_stdin();
    std::string output;
    const auto deadline = Clock::now() + limit;
    for (bool ended = false; Clock::now() < deadline;) {
        if (ended) {
            if (const auto code = process.exit_code()) {
                return *code == 0 ? std::optional(std::move(output)) : std::nullopt;
            }
        }
        pollfd ready{ended ? -1 : process.stdout_fd(), POLLIN, 0};
        if (::poll(&ready, 1, 10) <= 0) continue;
        std::array<char, 4096> buffer{};
        const ssize_t n = ::read(process.stdout_fd(), buffer.data(), buffer.size());
        if (n > 0) output.append(buffer.data(), static_cast<std::size_t>(n));
        ended = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
    }
    return std::nullopt;
}

}  // namespace demo
