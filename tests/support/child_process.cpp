#include "support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <utility>

#include "support/failure.hpp"

namespace support {
namespace {

struct Pipe {
    FileDescriptor read_end;
    FileDescriptor write_end;
};

Pipe make_pipe() {
    std::array<int, 2> fds{};
    if (::pipe(fds.data()) != 0) throw TestFailure(std::string("pipe: ") + std::strerror(errno));
    for (const int fd : fds) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    return {FileDescriptor(fds[0]), FileDescriptor(fds[1])};
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> result;
    for (std::string& string : strings) result.push_back(string.data());
    result.push_back(nullptr);
    return result;
}

void read_available(int fd, std::string& into, bool& open) {
    std::array<char, 65536> buffer{};
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n > 0) into.append(buffer.data(), static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) open = false;
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
        reset();
        fd_ = other.release();
    }
    return *this;
}

int FileDescriptor::release() {
    return std::exchange(fd_, -1);
}

void FileDescriptor::reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

ChildProcess::ChildProcess(const ChildOptions& options) {
    const auto path = options.environment.find("PATH");
    const std::string program =
        find_on_path(options.argv.at(0), path == options.environment.end() ? "" : path->second);
    if (program.empty()) throw TestFailure("no such program: " + options.argv[0]);

    // Writing to a child that has ended is an ordinary event for a test.
    ::signal(SIGPIPE, SIG_IGN);
    Pipe in = make_pipe();
    Pipe out = make_pipe();
    Pipe err = make_pipe();

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.read_end.get(), 0);
    posix_spawn_file_actions_adddup2(&actions, out.write_end.get(), 1);
    posix_spawn_file_actions_adddup2(&actions, err.write_end.get(), 2);
    if (!options.working_directory.empty())
        posix_spawn_file_actions_addchdir_np(&actions, options.working_directory.c_str());

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

    std::vector<std::string> arguments = options.argv;
    std::vector<std::string> variables;
    for (const auto& [name, value] : options.environment) variables.push_back(name + "=" + value);
    const int error = ::posix_spawn(&pid_, program.c_str(), &actions, &attributes,
                                    pointers(arguments).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) throw TestFailure("cannot start " + program + ": " + std::strerror(error));

    stdin_ = std::move(in.write_end);
    stdout_ = std::move(out.read_end);
    stderr_ = std::move(err.read_end);
    for (const int fd : {stdin_.get(), stdout_.get(), stderr_.get()})
        ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

ChildProcess::~ChildProcess() {
    if (status()) return;
    ::kill(pid_, SIGKILL);
    int ignored = 0;
    ::waitpid(pid_, &ignored, 0);
}

void ChildProcess::kill(int signal) const {
    ::kill(pid_, signal);
}

std::optional<ExitStatus> ChildProcess::status() {
    if (status_) return status_;
    int raw = 0;
    if (::waitpid(pid_, &raw, WNOHANG) != pid_) return std::nullopt;
    if (WIFEXITED(raw)) status_ = ExitStatus{WEXITSTATUS(raw), 0};
    if (WIFSIGNALED(raw)) status_ = ExitStatus{-1, WTERMSIG(raw)};
    return status_;
}

Completed run(const ChildOptions& options, const std::string& input,
              std::chrono::milliseconds limit) {
    ChildProcess child(options);
    Completed completed;
    std::size_t written = 0;
    bool out_open = true;
    bool err_open = true;
    const auto give_up = Clock::now() + limit;
    while (out_open || err_open) {
        if (Clock::now() > give_up) throw TestFailure(options.argv[0] + " did not end");
        if (written == input.size()) child.close_stdin();
        std::array<pollfd, 3> fds{pollfd{out_open ? child.stdout_fd() : -1, POLLIN, 0},
                                  pollfd{err_open ? child.stderr_fd() : -1, POLLIN, 0},
                                  pollfd{child.stdin_fd(), POLLOUT, 0}};
        ::poll(fds.data(), fds.size(), 100);
        if (fds[0].revents != 0) read_available(child.stdout_fd(), completed.output, out_open);
        if (fds[1].revents != 0) read_available(child.stderr_fd(), completed.errors, err_open);
        if (fds[2].revents != 0) {
            const ssize_t n =
                ::write(child.stdin_fd(), input.data() + written, input.size() - written);
            if (n > 0) written += static_cast<std::size_t>(n);
            if (n < 0 && errno != EAGAIN) written = input.size();
        }
    }
    wait_until([&] { return child.status().has_value(); }, "the end of " + options.argv[0], limit);
    completed.status = *child.status();
    return completed;
}

std::string find_on_path(const std::string& name, const std::string& path) {
    if (name.find('/') != std::string::npos)
        return ::access(name.c_str(), X_OK) == 0 ? name : std::string();
    std::istringstream folders(path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::filesystem::path candidate = std::filesystem::path(folder) / name;
        std::error_code ignored;
        if (std::filesystem::is_regular_file(candidate, ignored) &&
            ::access(candidate.c_str(), X_OK) == 0)
            return candidate.string();
    }
    return {};
}

}  // namespace support
