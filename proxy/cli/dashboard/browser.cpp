#include "cli/dashboard/browser.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <sstream>
#include <thread>

#include "app/paths.hpp"

extern char** environ;

namespace cli::dashboard {
namespace {

using namespace std::chrono_literals;

/// xdg-open returns at once; a browser that it runs in the foreground does not.
constexpr auto kFailsWithin = 1s;

std::vector<std::string> words_of(const std::string& command) {
    std::vector<std::string> words;
    std::istringstream stream(command);
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

/// Starts the command in a session of its own, so that Ctrl-C here does not end the browser.
/// Returns its pid, or 0.
pid_t start(const std::vector<std::string>& command) {
    std::vector<char*> argv;
    for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    }
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    pid_t pid = 0;
    const int failure = posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure == 0 ? pid : 0;
}

bool fails(pid_t pid) {
    const auto until = std::chrono::steady_clock::now() + kFailsWithin;
    while (std::chrono::steady_clock::now() < until) {
        int status = 0;
        if (::waitpid(pid, &status, WNOHANG) == pid) {
            return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
        }
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

}  // namespace

std::vector<std::vector<std::string>> browser_commands(const app::Environment& environment,
                                                       const std::string& url) {
    std::vector<std::vector<std::string>> commands;
    // A list of commands separated by colons; %s stands for the link.
    std::istringstream named{std::string(app::value_of(environment, "BROWSER"))};
    for (std::string command; std::getline(named, command, ':');) {
        std::vector<std::string> words = words_of(command);
        if (words.empty()) continue;
        bool has_link = false;
        for (std::string& word : words) {
            const auto at = word.find("%s");
            if (at == std::string::npos) continue;
            word.replace(at, 2, url);
            has_link = true;
        }
        if (!has_link) words.push_back(url);
        commands.push_back(std::move(words));
    }
    if (app::kThisPlatform == app::Platform::kMac) {
        commands.push_back({"open", url});
        return commands;
    }
    const bool in_windows = !app::value_of(environment, "WSL_DISTRO_NAME").empty();
    if (in_windows) commands.push_back({"wslview", url});
    if (in_windows || !app::value_of(environment, "DISPLAY").empty() ||
        !app::value_of(environment, "WAYLAND_DISPLAY").empty()) {
        commands.push_back({"xdg-open", url});
    }
    return commands;
}

bool open_browser(const std::vector<std::vector<std::string>>& commands) {
    return std::any_of(commands.begin(), commands.end(), [](const auto& command) {
        const pid_t pid = start(command);
        return pid != 0 && !fails(pid);
    });
}

}  // namespace cli::dashboard
