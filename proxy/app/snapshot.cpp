#include "app/snapshot.hpp"

#include <optional>
#include <string>
#include <utility>

namespace app {
namespace {

core::Socket to_core(io::Socket&& socket) {
    using State = core::Socket::State;
    const State state = socket.state == io::Socket::State::kConnecting    ? State::kConnecting
                        : socket.state == io::Socket::State::kEstablished ? State::kEstablished
                                                                          : State::kOther;
    return {state, std::move(socket.remote), socket.unacked_bytes, socket.udp,
            socket.received_bytes};
}

core::IsGopls is_gopls(const std::optional<std::string>& go_program) {
    if (!go_program) return core::IsGopls::kUnknown;
    return *go_program == kGoplsPackage ? core::IsGopls::kYes : core::IsGopls::kNo;
}

core::Process to_core(io::Process&& process) {
    core::Process p;
    p.ref = {process.pid, process.start_ticks};
    p.parent = process.ppid;
    p.state = process.state;
    p.traced = process.tracer_pid != 0;
    p.argv = std::move(process.argv);
    p.cpu = process.cpu;
    p.read_chars = process.read_chars;
    p.write_chars = process.write_chars;
    p.major_faults = process.major_faults;
    p.run_delay = process.run_delay;
    p.disk_read_bytes = process.read_bytes;
    p.blocked_turns = process.blocked_turns;
    p.waits_for_lock_of = process.waits_for_lock_of;
    p.lock_file = std::move(process.lock_file);
    p.lock_holder = std::move(process.lock_holder);
    p.wait_channel = std::move(process.wait_channel);
    for (const io::LocalSocket& socket : process.local_sockets) {
        p.local_sockets.push_back({socket.inode, socket.peer});
    }
    p.resident_bytes = process.resident_bytes;
    p.is_gopls = is_gopls(process.go_program);
    for (io::Socket& socket : process.sockets) p.sockets.push_back(to_core(std::move(socket)));
    return p;
}

}  // namespace

core::Snapshot to_core(io::Snapshot&& snapshot) {
    core::Snapshot seen;
    seen.known = snapshot.known;
    for (io::Process& process : snapshot.processes) {
        seen.processes.push_back(to_core(std::move(process)));
    }
    return seen;
}

}  // namespace app
