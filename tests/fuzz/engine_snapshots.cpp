#include "fuzz/engine_snapshots.hpp"

#include <utility>

namespace fuzz {
namespace {

core::Process process(int pid, int parent, char state, std::vector<std::string> argv) {
    core::Process p;
    p.ref = {pid, static_cast<std::uint64_t>(pid)};
    p.parent = parent;
    p.state = state;
    p.argv = std::move(argv);
    p.is_gopls = core::IsGopls::kNo;
    return p;
}

}  // namespace

core::Snapshot snapshot_of(std::string_view word, core::Generation generation, int turn) {
    core::Snapshot snapshot;
    if (word == "unknown") return snapshot;
    snapshot.known = true;
    if (word == "gone") return snapshot;
    const int pid = generation * 100;
    core::Process gopls = process(pid, 1, word == "stopped" ? 'T' : 'S', {"gopls", "serve"});
    if (word == "busy") gopls.cpu = std::chrono::seconds(turn);
    gopls.traced = word == "traced";
    gopls.is_gopls = core::IsGopls::kYes;
    snapshot.processes.push_back(std::move(gopls));
    const auto child = [&](std::vector<std::string> argv) -> core::Process& {
        return snapshot.processes.emplace_back(process(pid + 1, pid, 'S', std::move(argv)));
    };
    if (word == "list") child({"go", "list", "-json", "./..."});
    if (word == "env") child({"go", "env", "-json"});
    if (word == "driver") child({"gopackagesdriver"});
    if (word == "askpass") child({"/usr/lib/ssh/ssh-askpass"});
    if (word == "computing") child({"go", "list"}).cpu = std::chrono::seconds(turn);
    if (word == "new") child({"go", "list"}).ref.pid = pid + 1 + turn;
    if (word == "lock") {
        core::Process& go = child({"go", "list"});
        go.waits_for_lock_of = 4242;
        go.lock_file = "/go/pkg/mod/cache/lock";
        go.lock_holder = "go mod download";
    }
    if (word == "network" || word == "connecting") {
        core::Socket socket;
        socket.state = word == "network" ? core::Socket::State::kEstablished
                                         : core::Socket::State::kConnecting;
        socket.remote = "192.0.2.1:443";
        socket.received_bytes = 0;
        child({"go", "list"}).sockets.push_back(std::move(socket));
    }
    return snapshot;
}

}  // namespace fuzz
