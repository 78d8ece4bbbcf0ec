// What can be seen from outside of the processes of one server: states,
// counters, sockets, locks waited for.
//
// It judges nothing and changes nothing but by `signal_process`. Every call is
// a blocking read of /proc, a few milliseconds: run it by background.hpp. A
// process that vanishes while it is read is left out.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace io {

/// A connected Unix-domain socket.
struct LocalSocket {
    std::uint64_t inode = 0;
    /// The inode of the one at its other end; 0: that is closed. Nothing where the system does not
    /// tell.
    std::optional<std::uint64_t> peer = {};
};

/// A TCP connection of a process (v4 or v6), not a listening one, or a connected UDP socket.
struct Socket {
    enum class State {
        kConnecting,  ///< SYN sent, no answer
        kEstablished,
        kOther,  ///< one of the closing states
    };
    State state = State::kOther;
    /// "192.0.2.1:443", "[2001:db8::1]:443".
    std::string remote;
    /// Sent by the process, not yet acknowledged by the other side (tx_queue).
    std::uint64_t unacked_bytes = 0;
    std::uint64_t inode = 0;
    bool udp = false;
    /// Ever received over this TCP connection; nothing where the system does not tell.
    std::optional<std::uint64_t> received_bytes = {};
};

/// One process. What cannot be read (another user's, a kernel without it) is zero or empty.
struct Process {
    int pid = 0;
    int ppid = 0;
    int session = 0;
    /// Clock ticks since boot at its start; with the pid, its identity.
    std::uint64_t start_ticks = 0;
    /// As in /proc/pid/stat: 'R' if any thread is running, else 'D' if any is in
    /// uninterruptible sleep, else that of the main thread ('T' stopped, 't' stopped by a
    /// tracer, 'S', 'Z', …).
    char state = '?';
    /// Each cut at 256 bytes, at most 32.
    std::vector<std::string> argv;
    /// User and system time of all its threads, also those that are gone.
    std::chrono::nanoseconds cpu{0};
    /// Bytes through read and write calls (rchar, wchar), pipes and sockets included.
    std::uint64_t read_chars = 0;
    std::uint64_t write_chars = 0;
    /// Bytes really fetched from storage.
    std::uint64_t read_bytes = 0;
    std::uint64_t major_faults = 0;
    /// Time its present threads were ready and waited for a processor.
    std::chrono::nanoseconds run_delay{0};
    /// Turns on a processor that those of its threads have had which are in uninterruptible
    /// sleep; 0 when none is. It stays as it is only while none of them gets on.
    std::uint64_t blocked_turns = 0;
    /// A debugger that traces it, or 0.
    int tracer_pid = 0;
    /// The process holding the file lock it waits for; 0 = it waits for none, -1 = for one
    /// whose holder cannot be named.
    int waits_for_lock_of = 0;
    /// That lock's file, and the command line of who holds it; empty where it cannot be named.
    std::string lock_file;
    std::string lock_holder;
    /// The kernel function it sleeps in ("pipe_read"): that of a thread which writes to a full
    /// pipe, else of the main thread. Empty where the system does not tell.
    std::string wait_channel;
    std::vector<Socket> sockets;
    /// Its connected Unix-domain sockets.
    std::vector<LocalSocket> local_sockets = {};
    std::uint64_t resident_bytes = 0;
    /// The path of what it runs; another one after an exec. Empty where it may not be seen.
    std::string executable;
    /// `GoProgram::package`, by `GoPrograms::fill_in`: no look reads the executable.
    std::optional<std::string> go_program = {};
};

struct Snapshot {
    /// False where processes cannot be seen (no /proc, other systems): then nothing follows
    /// from an empty list.
    bool known = false;
    /// The leader first, if it is there.
    std::vector<Process> processes;
};

/// The leader, every process of its session, and the descendants of those that moved to
/// another session. Zombies are left out except the leader.
Snapshot observe_session(int session_leader_pid);

/// Whether a process, in whatever session, has the two pipes with these numbers (st_ino) as its
/// stdin and stdout.
bool is_served(std::uint64_t stdin_pipe, std::uint64_t stdout_pipe);

/// The parent of this process, its parent, and so on, `most` at most; empty where they cannot be
/// seen.
std::vector<int> ancestors(std::size_t most);

/// What tells a process from a later one with the same number.
struct ProcessIdentity {
    int pid = 0;
    std::uint64_t start_ticks = 0;
};

/// Of the process `pid` now.
std::optional<ProcessIdentity> identity_of(int pid);

/// True if `pid` is alive (or a zombie) and the same process that had `start_ticks`.
bool same_process(int pid, std::uint64_t start_ticks);

/// Sends `signal` if `pid` is still that process. False if it is gone or may not be signalled.
bool signal_process(int pid, std::uint64_t start_ticks, int signal);

}  // namespace io
