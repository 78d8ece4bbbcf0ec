#include "support/pseudo_terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include "support/failure.hpp"

namespace support {
namespace {

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
}

}  // namespace

PseudoTerminal::PseudoTerminal(const ChildOptions& options)
    : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (::grantpt(master_.get()) != 0 || ::unlockpt(master_.get()) != 0) {
        throw TestFailure("cannot make a terminal");
    }
    const std::string name = ::ptsname(master_.get());
    std::vector<std::string> words = options.argv;
    std::vector<std::string> variables;
    for (const auto& [key, value] : options.environment) variables.push_back(key + "=" + value);
    const auto argv = pointers_to(words);
    const auto environment = pointers_to(variables);
    pid_ = ::fork();
    if (pid_ < 0) throw TestFailure("cannot start a process");
    if (pid_ > 0) return;
    ::setsid();
    const int terminal = ::open(name.c_str(), O_RDWR);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(terminal, fd);
    if (options.working_directory.empty() || ::chdir(options.working_directory.c_str()) == 0) {
        ::execve(argv[0], argv.data(), environment.data());
    }
    ::_exit(127);
}

PseudoTerminal::~PseudoTerminal() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void PseudoTerminal::read_until(const std::string& text) {
    while (output_.find(text) == std::string::npos) {
        if (!read_some()) throw TestFailure("\"" + text + "\" did not appear:\n" + output_);
    }
}

void PseudoTerminal::type(const std::string& text) const {
    if (::write(master_.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        throw TestFailure("cannot type");
    }
}

ExitStatus PseudoTerminal::await_end() {
    while (read_some()) {
    }
    int status = 0;
    if (::waitpid(std::exchange(pid_, -1), &status, 0) < 0) throw TestFailure("no such process");
    return WIFEXITED(status) ? ExitStatus{WEXITSTATUS(status), 0}
                             : ExitStatus{-1, WTERMSIG(status)};
}

bool PseudoTerminal::read_some() {
    pollfd ready{master_.get(), POLLIN, 0};
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(kGiveUp).count();
    if (::poll(&ready, 1, static_cast<int>(limit)) <= 0) {
        throw TestFailure("the terminal stays silent:\n" + output_);
    }
    char bytes[4096];
    const ssize_t n = ::read(master_.get(), bytes, sizeof bytes);
    if (n > 0) output_.append(bytes, static_cast<std::size_t>(n));
    return n > 0;
}

}  // namespace support
