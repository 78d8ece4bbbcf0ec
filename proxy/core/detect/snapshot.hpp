// One look at the processes of a server, as plain values. Who looks is io's business.
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
    std::optional<std::uint64_t> received_bytes = {};  ///< ever; nothing where it is not known
};

/// A connected Unix-domain socket.
struct LocalSocket {
    std::uint64_t inode = 0;
    /// The one at its other end; 0: that is closed. Nothing where it is not known.
    std::optional<std::uint64_t> peer = {};
};

/// Whether a process runs gopls, by the build information of its executable.
enum class IsGopls {
    kUnknown,  ///< it cannot be read
    kNo,
    kYes,
};

/// Counters are totals since the process began.
struct Process {
    ProcessRef ref;
    int parent = 0;
    char state = '?';  ///< as in /proc: R S D T t Z; R or D when any of its threads is
    bool traced = false;
    std::vector<std::string> argv;
    Duration cpu{};
    std::uint64_t read_chars = 0;  ///< bytes through read(2), pipes and sockets included
    std::uint64_t write_chars = 0;
    std::uint64_t major_faults = 0;
    Duration run_delay{};               ///< time spent runnable without a CPU
    std::uint64_t disk_read_bytes = 0;  ///< really fetched from storage
    /// How often its threads in state D have run: as it was only while none of them gets on.
    std::uint64_t blocked_turns = 0;
    int waits_for_lock_of = 0;  ///< pid of the holder of a file lock it waits for; -1: unknown
    std::string lock_file;      ///< the file of that lock
    std::string lock_holder;    ///< command line of the holder
    std::string wait_channel;   ///< the kernel function it sleeps in, e.g. `pipe_read`
    std::vector<Socket> sockets;
    std::vector<LocalSocket> local_sockets = {};
    std::uint64_t resident_bytes = 0;
    IsGopls is_gopls = IsGopls::kUnknown;
};

/// As it is taken, `processes` has the spawned one first. Sorted by `locate_server`, it has the
/// server itself first, or nothing. Where the platform cannot tell, `known` is false.
struct Snapshot {
    bool known = false;
    std::vector<Process> processes;
    std::vector<Process> carriers = {};  ///< not gopls's: what starts it and what stands beside it
    bool elsewhere = false;              ///< no process is a gopls, and that is certain
};

}  // namespace core
