// Ending every process of a server: those of its session, those that carry its
// mark, and their descendants.
//
// By SIGKILL only; asking politely is the supervisor's matter and comes before.
// It never ends a stranger: a session id alone proves nothing once its leader is
// gone, so a session counts only if a member carries the mark or is our child.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace io {

/// A process that was still there.
struct Survivor {
    int pid = 0;
    std::uint64_t start_ticks = 0;
    /// 'D' = cannot die now (uninterruptible sleep).
    char state = '?';
    /// The name as in /proc/pid/comm.
    std::string name;
};

/// One scan: SIGKILL to every process that belongs. Returns those it found alive. A few
/// milliseconds, never waits: to be repeated by a timer until it has found none twice in a row
/// (a process shows no environment in the very moment in which it starts another program).
/// `leader_pid` 0 = by mark alone. What carries a mark was started after the caller.
std::vector<Survivor> kill_round(int leader_pid, std::string_view mark);

/// Rounds until two in a row find nothing, for at most about 50 ms (this blocks). Returns what is
/// left. Works when the leader has exited and only its children remain.
std::vector<Survivor> end_session(int leader_pid, std::string_view mark);
/// The same for everything that carries `mark`.
std::vector<Survivor> end_marked(std::string_view mark);

}  // namespace io
