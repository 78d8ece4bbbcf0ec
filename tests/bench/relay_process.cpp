#include "bench/relay_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>

#include "bench/frames.hpp"

namespace bench {
namespace {

struct Pipe {
    int read = -1;
    int write = -1;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw Failure(std::string("pipe: ") + std::strerror(errno));
    return {ends[0], ends[1]};
}

}  // namespace

RelayProcess::RelayProcess(const RelayCommand& command) {
    const Pipe input = make_pipe();
    const Pipe output = make_pipe();
    to_ = input.write;
    from_ = output.read;

    std::vector<char*> argv;
    for (const auto& argument : command.argv) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input.read, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output.write, STDOUT_FILENO);
    const int error = ::posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(input.read);
    ::close(output.write);
    if (error != 0) {
        pid_ = -1;
        finish({});
        throw Failure("cannot start " + command.argv.front() + ": " + std::strerror(error));
    }
}

RelayProcess::~RelayProcess() {
    finish(std::chrono::milliseconds(0));
}

void RelayProcess::finish(std::chrono::milliseconds patience) {
    if (to_ >= 0) ::close(to_);
    to_ = -1;
    if (pid_ > 0) {
        // The end of its output shows that the child, and every other process that could write
        // there, is done.
        const auto deadline = std::chrono::steady_clock::now() + patience;
        std::array<char, 4096> rest{};
        for (bool open = true; open;) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                deadline - std::chrono::steady_clock::now());
            pollfd waiting{from_, POLLIN, 0};
            open = left.count() > 0 && ::poll(&waiting, 1, static_cast<int>(left.count())) > 0 &&
                   ::read(from_, rest.data(), rest.size()) > 0;
        }
        if (std::chrono::steady_clock::now() >= deadline) ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
    if (from_ >= 0) ::close(from_);
    from_ = -1;
}

}  // namespace bench
