// One sample of the processes of a server, as plain values. io takes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/effect.hpp"
#include "core/base/time.hpp"

namespace core {

/// A TCP connection that is not listening, or a connected UDP socket.
struct Socket {
    enum class State { kConnecting, kEstablished, kOther };
    State state = State::kOther;
    std::string remote;  ///< "address:port"
    std::uint64_t unacked_bytes = 0;
    bool udp = false;
    std::optional<std::uint64_t> received_bytes = {};  ///< since it was opened; nothing if unknown
};

/// A connected Unix-domain socket.
struct LocalSocket {
    std::uint64_t inode = 0;
    /// Inode of the other end. 0: closed. Nothing if unknown.
    std::optional<std::uint64_t> peer = {};
};

/// Whether a process runs gopls, by the build information of its executable.
enum class IsGopls {
    kUnknown,  ///< the executable cannot be read
    kNo,
    kYes,
};

/// A process. Its counters are totals since it began.
struct Process {
    ProcessRef ref;
    int parent = 0;
    char state = '?';  ///< as in /proc: R S D T t Z; R or D if any thread is
    bool traced = false;
    std::vector<std::string> argv;
    Duration cpu{};
    std::uint64_t read_chars = 0;  ///< bytes through read(2), including pipes and sockets
    std::uint64_t write_chars = 0;
    std::uint64_t major_faults = 0;
    Duration run_delay{};               ///< time spent runnable without a CPU
    std::uint64_t disk_read_bytes = 0;  ///< actually fetched from storage
    /// How often its threads in state D have run. It stays the same only while none of them makes
    /// progress.
    std::uint64_t blocked_turns = 0;
    int waits_for_lock_of = 0;  ///< pid of the holder of the file lock it waits for; -1: unknown
    std::string lock_file;      ///< the file of that lock
    std::string lock_holder;    ///< command line of the holder
    std::string wait_channel;   ///< the kernel function it sleeps in, e.g. `pipe_read`
    std::vector<Socket> sockets;
    std::vector<LocalSocket> local_sockets = {};
    std::uint64_t resident_bytes = 0;
    IsGopls is_gopls = IsGopls::kUnknown;
};

/// A sample of processes. As taken, `processes` begins with the spawned process. After
/// `locate_server` it begins with the server, or is empty. `known` is false where the platform does
/// not show processes.
struct Snapshot {
    bool known = false;
    std::vector<Process> processes;
    std::vector<Process> carriers = {};  ///< not gopls's: they start it or run beside it
    bool elsewhere = false;              ///< certainly no process is a gopls
};

}  // namespace core
