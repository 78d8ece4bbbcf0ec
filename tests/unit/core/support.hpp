// Short helpers that build processes and snapshots for the unit tests of core. Values only; nothing
// here inspects a real process.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/detect/snapshot.hpp"

namespace core_test {

using namespace std::chrono_literals;
using core::Duration;
using core::Process;
using core::Snapshot;
using core::Socket;
using core::Time;

inline constexpr int kServerPid = 100;

/// Returns a sleeping process. A higher pid means a later start.
inline Process process(int pid, int parent, std::vector<std::string> argv) {
    Process p;
    p.ref = {pid, static_cast<std::uint64_t>(pid)};
    p.parent = parent;
    p.state = 'S';
    p.argv = std::move(argv);
    p.is_gopls = core::IsGopls::kNo;
    return p;
}

/// Returns a snapshot of gopls and other processes.
inline Snapshot gopls_with(std::vector<Process> others = {}) {
    Snapshot snapshot;
    snapshot.known = true;
    snapshot.processes.push_back(process(kServerPid, 1, {"gopls"}));
    snapshot.processes.back().is_gopls = core::IsGopls::kYes;
    for (Process& p : others) snapshot.processes.push_back(std::move(p));
    return snapshot;
}

inline Process child(std::vector<std::string> argv, int pid = 101) {
    return process(pid, kServerPid, std::move(argv));
}

inline Process with_socket(Process p, Socket::State state, std::uint64_t unacked_bytes = 0) {
    p.sockets.push_back({state, "192.0.2.1:443", unacked_bytes});
    return p;
}

}  // namespace core_test
