// Ending every process that belongs to a server (belonging.hpp).
//
// By SIGKILL only; asking politely is the supervisor's matter and comes before.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace io {

struct ProcStat;

/// A process that was still there.
struct Survivor {
    int pid = 0;
    std::uint64_t start_ticks = 0;
    /// 'D' = cannot die now (uninterruptible sleep).
    char state = '?';
    /// The name as in /proc/pid/comm.
    std::string name;
};

/// What one scan has found.
struct KillRound {
    /// False where processes cannot be seen: then nothing was signalled.
    bool seen = false;
    /// Those that were alive, and were sent SIGKILL.
    std::vector<Survivor> survivors = {};
    /// For the next round.
    std::vector<int> sessions = {};
};

/// One scan: SIGKILL to every process that belongs. A blocking read of /proc, a few milliseconds:
/// to be repeated until it has found none twice in a row (a process shows no environment in the
/// very moment in which it starts another program). `sessions`: at first that of the server's
/// leader, a child of the caller; none = by mark alone. What carries a mark was started after the
/// caller.
KillRound kill_round(std::vector<int> sessions, std::string_view mark);

/// Finds out which of `all` are independent (`ProcStat::independent`), and which go commands gopls
/// does not run by itself (`ProcStat::foreign_go`), by their command lines.
void note_independent(std::vector<ProcStat>& all);

/// SIGKILL to the chosen of `all`, one flag each; returns those that were alive.
std::vector<Survivor> kill_chosen(const std::vector<ProcStat>& all,
                                  const std::vector<bool>& chosen);

/// Whether a process of this name is gopls, a go command or one of its tools (compile, vet).
bool is_go_tool(std::string_view name);

/// Rounds until two in a row find nothing, for at most about 50 ms (this blocks). Returns what is
/// left. Works when the leader has exited and only its children remain.
std::vector<Survivor> end_session(int leader_pid, std::string_view mark);
/// The same for everything that carries `mark`.
std::vector<Survivor> end_marked(std::string_view mark);

}  // namespace io
