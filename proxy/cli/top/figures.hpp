// The numbers of a session for the screen, read from its status. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/control/protocol.hpp"

namespace cli::top {

using app::control::Json;

/// Seconds of CPU of each process, by pid.
using CpuSeconds = std::map<long long, double>;

/// A process of a session: gopls, or one below it.
struct Process {
    long long pid = 0;
    std::string command;  ///< its arguments; not plain
    std::string state;    ///< as in ps: "R", "S", "T", …
    double memory_bytes = 0;
    std::optional<double> cpu;  ///< 1: a core; nothing before the second status
    /// Lines of the tree before the command, "│  └─ "; empty for a root.
    std::string branch;
};

struct Figures {
    std::string state;  ///< "healthy"; empty if it is not known
    std::size_t waiting = 0;
    std::optional<double> memory_bytes;  ///< gopls, the processes below it, and the standby's
    std::optional<double> cpu;
    std::optional<double> p99_seconds;   ///< of the requests of the last minutes
    std::optional<double> head_seconds;  ///< since when gopls works on its request
    std::vector<Process> processes;      ///< as a tree, parents before their children
};

CpuSeconds cpu_seconds_of(const Json& status);

/// Returns the figures of `status`. `before` is the CPU `elapsed` seconds earlier; 0: not known.
Figures figures_of(const Json& status, const CpuSeconds& before, double elapsed);

/// Returns the time that 99 % of the requests of the last minutes were answered in; nothing if
/// there was none. From an older proxy, which does not tell, returns an upper bound for all
/// requests of the session, by the percentiles of their methods. Leaves `initialize` out, for which
/// nobody waits at the keyboard.
std::optional<double> p99_of(const Json& status);

}  // namespace cli::top
