// The processes of one server as seen from outside: states, counters, sockets, awaited locks.
//
// It makes no decisions, and changes nothing except through `signal_process`. Every call is a
// blocking read of /proc that takes a few milliseconds: call it through background.hpp. A process
// that vanishes while it is read is left out.
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
    /// The inode of the socket at the other end; 0 if that end is closed. Nothing where the system
    /// does not tell.
    std::optional<std::uint64_t> peer = {};
};

/// A TCP connection of a process (v4 or v6), not a listening socket; or a connected UDP socket.
struct Socket {
    enum class State {
        kConnecting,  ///< SYN sent, no answer
        kEstablished,
        kOther,  ///< one of the closing states
    };
    State state = State::kOther;
    /// "192.0.2.1:443", "[2001:db8::1]:443".
    std::string remote;
    /// Bytes sent by the process and not yet acknowledged by the other side (tx_queue).
    std::uint64_t unacked_bytes = 0;
    std::uint64_t inode = 0;
    bool udp = false;
    /// Bytes ever received over this TCP connection; nothing where the system does not tell.
    std::optional<std::uint64_t> received_bytes = {};
};

/// One process. Fields that cannot be read (another user's process, an older kernel) are zero or
/// empty.
struct Process {
    int pid = 0;
    int ppid = 0;
    int session = 0;
    /// Clock ticks from boot to its start; together with the pid, its identity.
    std::uint64_t start_ticks = 0;
    /// The state as in /proc/pid/stat: 'R' if any thread is running, else 'D' if any is in
    /// uninterruptible sleep, else that of the main thread ('T' stopped, 't' stopped by a tracer,
    /// 'S', 'Z', …).
    char state = '?';
    /// At most 32 arguments, each cut at 256 bytes.
    std::vector<std::string> argv;
    /// User and system time of all its threads, including those that have ended.
    std::chrono::nanoseconds cpu{0};
    /// Bytes through read and write calls (rchar, wchar), pipes and sockets included.
    std::uint64_t read_chars = 0;
    std::uint64_t write_chars = 0;
    /// Bytes actually fetched from storage.
    std::uint64_t read_bytes = 0;
    std::uint64_t major_faults = 0;
    /// Time that its present threads were ready and waited for a processor.
    std::chrono::nanoseconds run_delay{0};
    /// How often its threads that are in uninterruptible sleep have been scheduled; 0 when none is.
    /// It stays the same only while none of them makes progress.
    std::uint64_t blocked_turns = 0;
    /// The pid of a debugger that traces it, or 0.
    int tracer_pid = 0;
    /// The process that holds the file lock it waits for; 0 = it waits for none, -1 = the holder
    /// cannot be named.
    int waits_for_lock_of = 0;
    /// The file of that lock, and the command line of its holder; empty if unknown.
    std::string lock_file;
    std::string lock_holder;
    /// The kernel function in which it sleeps ("pipe_read"): that of a thread writing to a full
    /// pipe, else that of the main thread. Empty where the system does not tell.
    std::string wait_channel;
    std::vector<Socket> sockets;
    /// Its connected Unix-domain sockets.
    std::vector<LocalSocket> local_sockets = {};
    std::uint64_t resident_bytes = 0;
    /// The path of its executable, which changes with an exec. Empty if it may not be seen.
    std::string executable;
    /// `GoProgram::package`, set by `GoPrograms::fill_in`; taking a snapshot does not read the
    /// executable.
    std::optional<std::string> go_program = {};
};

struct Snapshot {
    /// False where processes cannot be seen (no /proc, other systems). An empty list proves nothing
    /// then.
    bool known = false;
    /// The leader comes first, if it is there.
    std::vector<Process> processes;
};

/// Returns the leader, every process of its session, and the descendants that moved to another
/// session. Zombies are left out, except the leader.
Snapshot observe_session(int session_leader_pid);

/// Returns whether a process, in any session, has the two pipes with these inode numbers (st_ino)
/// as its stdin and stdout.
bool is_served(std::uint64_t stdin_pipe, std::uint64_t stdout_pipe);

/// Returns the parent of this process, its parent, and so on, at most `most` of them; empty where
/// they cannot be seen.
std::vector<int> ancestors(std::size_t most);

/// Distinguishes a process from a later one with the same pid.
struct ProcessIdentity {
    int pid = 0;
    std::uint64_t start_ticks = 0;
};

/// Returns the identity of the process that has this pid now.
std::optional<ProcessIdentity> identity_of(int pid);

/// Returns true if `pid` exists (possibly as a zombie) and is the process that had `start_ticks`.
bool same_process(int pid, std::uint64_t start_ticks);

/// Does the same, but returns false for a zombie, which only waits for its parent.
bool is_running(int pid, std::uint64_t start_ticks);

/// Sends `signal` if `pid` is still that process. Returns false if it is gone or may not be
/// signalled.
bool signal_process(int pid, std::uint64_t start_ticks, int signal);

}  // namespace io
