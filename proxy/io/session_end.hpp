// Ends every process that belongs to a server (belonging.hpp).
//
// It only sends SIGKILL; the caller asks politely first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace io {

struct ProcStat;

/// A process that was still alive.
struct Survivor {
    int pid = 0;
    std::uint64_t start_ticks = 0;
    /// 'D' = cannot die now (uninterruptible sleep).
    char state = '?';
    /// The name as in /proc/pid/comm.
    std::string name;
};

/// The result of one scan.
struct KillRound {
    /// False where processes cannot be seen; nothing was signalled then.
    bool seen = false;
    /// The processes that were alive and were sent SIGKILL.
    std::vector<Survivor> survivors = {};
    /// To be passed to the next round.
    std::vector<int> sessions = {};
};

/// Sends SIGKILL to every process that belongs. A blocking read of /proc, a few milliseconds.
/// Repeat until two rounds in a row have found none: a process shows no environment at the moment
/// in which it starts another program. `sessions` holds at first the session of the server's
/// leader, a child of the caller; empty = by mark alone. Processes that started before the caller
/// do not count as marked.
KillRound kill_round(std::vector<int> sessions, std::string_view mark);

/// Sets `ProcStat::independent` and `ProcStat::foreign_go` for each of `all`, by their command
/// lines.
void mark_independent(std::vector<ProcStat>& all);

/// Sends SIGKILL to the chosen processes, one flag for each of `all`. Returns those that were
/// alive.
std::vector<Survivor> kill_chosen(const std::vector<ProcStat>& all,
                                  const std::vector<bool>& chosen);

/// Returns whether a process with this name is gopls, a go command or one of its tools (compile,
/// vet).
bool is_go_tool(std::string_view name);

/// Runs rounds until two in a row find nothing, for at most about 50 ms. Blocks. Returns the
/// processes that are left. Works even if the leader has exited and only its children remain.
std::vector<Survivor> end_session(int leader_pid, std::string_view mark);
/// Does the same for every process that carries `mark`.
std::vector<Survivor> end_marked(std::string_view mark);

}  // namespace io
