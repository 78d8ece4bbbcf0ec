// The facts about processes and sessions on which the plan rests. Values; who reads them is
// survey.hpp.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "io/user_processes.hpp"

namespace cli::clean {

/// A running gopls-proxy, as it described itself over its control socket.
struct SessionFacts {
    int proxy_pid = 0;
    std::string socket;                ///< path of the control socket
    std::string editor;                ///< "Neovim 0.11"; empty if unknown
    std::vector<std::string> folders;  ///< of the workspace
    std::vector<int> gopls;            ///< pids of the active gopls and of the standby
};

struct Facts {
    io::UserProcesses processes;
    /// The main package of the Go program that a process runs, by pid: "golang.org/x/tools/gopls".
    std::map<int, std::string> packages;
    /// The processes at the other ends of the Unix-domain sockets of a gopls, by pid.
    std::map<int, std::vector<int>> peers;
    std::vector<SessionFacts> sessions;
    /// The root of the proxy's private caches; empty if there is none.
    std::string generations;
};

/// Returns the content of a file; empty if it cannot be read.
using ReadFile = std::function<std::string(const std::string& path)>;

/// Returns whether a path, as the process sees it, is the folder at a path of this process.
using IsSameFile = std::function<bool(const io::UserProcess& process, const std::string& there,
                                      const std::string& here)>;

}  // namespace cli::clean
