#include "core/detect/judge.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "support/catch.hpp"
#include "unit/core/support.hpp"

using namespace core_test;
using core::Evidence;
using core::Owed;
using core::Situation;
using core::Verdict;
using core::VerdictKind;
namespace verdict = core::verdict;

namespace {

const core::StallSettings kSettings;

/// Returns a situation that has been quiet for `quiet`, with a head of the same age.
Situation quiet_for(Duration quiet, const Snapshot& snapshot) {
    Situation s;
    s.head_open = true;
    s.head = "textDocument/hover";
    s.head_age = quiet;
    s.quiet = quiet;
    s.last_work = "gopls ran for 40 ms";
    s.snapshot = &snapshot;
    return s;
}

VerdictKind kind(const Situation& s) {
    return core::judge(s, kSettings).kind();
}

/// Returns the child command that the verdict is about.
core::AwaitedCommand command_of(const Verdict& verdict) {
    REQUIRE(verdict.command());
    return *verdict.command();
}

bool waits_for_foreign_lock(const Verdict& verdict) {
    const auto lock = command_of(verdict).lock;
    return lock && lock->is_foreign;
}

/// Checks the verdict just before a boundary and at the boundary.
void boundary(Situation s, Duration at, VerdictKind before, VerdictKind after) {
    s.quiet = s.head_age = at - 1ns;
    CHECK(kind(s) == before);
    s.quiet = s.head_age = at;
    CHECK(kind(s) == after);
}

/// Returns one verdict of each kind, with default evidence.
template <std::size_t... kinds>
std::vector<Verdict> one_of_each(std::index_sequence<kinds...>) {
    return {Verdict{Evidence(std::in_place_index<kinds>)}...};
}

const std::vector<std::string> kGoList = {"/usr/bin/go", "list", "./..."};

}  // namespace

TEST_CASE("Without a head gopls is idle regardless of its processes") {
    Snapshot snapshot = gopls_with();
    snapshot.processes[0].state = 'T';
    Situation s = quiet_for(24h, snapshot);
    s.head_open = false;
    CHECK(kind(s) == VerdictKind::kIdle);
}

TEST_CASE("The verdict is unknown without a known process") {
    Snapshot snapshot;
    CHECK(kind(quiet_for(24h, snapshot)) == VerdictKind::kUnknown);
    snapshot.known = true;
    CHECK(kind(quiet_for(24h, snapshot)) == VerdictKind::kUnknown);
}

TEST_CASE("gopls without work or children is deadlocked after its window") {
    const Snapshot snapshot = gopls_with();
    Situation s = quiet_for({}, snapshot);
    boundary(s, kSettings.window, VerdictKind::kBusy, VerdictKind::kDeadlocked);
    s.loading = true;
    boundary(s, kSettings.load_window, VerdictKind::kBusy, VerdictKind::kDeadlocked);
}

TEST_CASE("gopls that works past the hard limit is spinning") {
    const Snapshot snapshot = gopls_with();
    Situation s = quiet_for({}, snapshot);
    s.loading = GENERATE(false, true);
    const Duration limit = s.loading ? kSettings.load_hard_limit : kSettings.hard_limit;
    s.quiet = kSettings.window - 1ns;
    s.head_age = limit - 1ns;
    CHECK(kind(s) == VerdictKind::kBusy);
    s.head_age = limit;
    CHECK(kind(s) == VerdictKind::kSpinning);
}

TEST_CASE("Stopped takes precedence over all but a debugger") {
    Snapshot snapshot = gopls_with({child(kGoList)});
    Process& server = snapshot.processes[0];
    server.state = 'T';
    Situation s = quiet_for({}, snapshot);
    s.owed = Owed{"workspace/configuration", 1h, false};
    boundary(s, kSettings.window, VerdictKind::kBusy, VerdictKind::kStopped);
    server.traced = true;
    CHECK(kind(quiet_for(1h, snapshot)) == VerdictKind::kBusy);
    server.traced = false;
    server.state = 't';
    CHECK(kind(quiet_for(1h, snapshot)) == VerdictKind::kBusy);
}

TEST_CASE("gopls waits on the editor if it asked before it went quiet") {
    const Snapshot snapshot = gopls_with();
    Situation s = quiet_for(6s, snapshot);
    s.owed = Owed{"workspace/configuration", 6s - 1ns, false};
    CHECK(kind(s) == VerdictKind::kDeadlocked);
    s.owed->age = 6s;
    const Verdict verdict = core::judge(s, kSettings);
    CHECK(verdict.kind() == VerdictKind::kWaitingOnEditor);
    CHECK(core::facts_of(verdict).owed == "workspace/configuration");
    CHECK(core::facts_of(verdict).owed_age == 6s);
    s.quiet = kSettings.window - 1ns;
    CHECK(kind(s) == VerdictKind::kBusy);
}

TEST_CASE("A go list on the network is judged by the state of its connection") {
    struct Row {
        Socket::State state;
        std::uint64_t unacked;
        Duration window;
        const char* said;
    };
    const auto row = GENERATE(Row{Socket::State::kConnecting, 0, 20s, "connecting"},
                              Row{Socket::State::kEstablished, 100, 20s, "unacknowledged"},
                              Row{Socket::State::kEstablished, 0, 25s, "established and silent"});
    const Snapshot snapshot = gopls_with({with_socket(child(kGoList), row.state, row.unacked)});
    boundary(quiet_for({}, snapshot), row.window, VerdictKind::kBusy,
             VerdictKind::kGoCommandNetwork);
    const Verdict verdict = core::judge(quiet_for(30s, snapshot), kSettings);
    const core::AwaitedCommand command = command_of(verdict);
    CHECK(command.peer.address == "192.0.2.1:443");
    CHECK(command.peer.state == row.said);
    CHECK(command.pid == 101);
}

TEST_CASE("Children without a connection get the load window even in steady state") {
    struct Row {
        std::vector<std::string> argv;
        VerdictKind kind;
    };
    const auto row = GENERATE(Row{kGoList, VerdictKind::kGoCommandLocal},
                              Row{{"go", "env", "-json"}, VerdictKind::kGoEnv},
                              Row{{"go", "version"}, VerdictKind::kGoEnv},
                              Row{{"go", "build"}, VerdictKind::kOtherChild},
                              Row{{"gopackagesdriver"}, VerdictKind::kPackagesDriver});
    const Snapshot snapshot = gopls_with({child(row.argv)});
    Situation s = quiet_for({}, snapshot);
    s.loading = GENERATE(false, true);
    boundary(s, kSettings.load_window, VerdictKind::kBusy, row.kind);
}

TEST_CASE("A go list that waits for a compiler is another child") {
    Process go = child(kGoList);
    Process compiler = process(102, 101, {"/bin/sh", "/opt/bin/gcc"});
    auto expected = VerdictKind::kOtherChild;
    Duration window = kSettings.load_window;
    SECTION("quiet on its own") {}
    SECTION("connected to another machine") {
        compiler = with_socket(compiler, Socket::State::kEstablished);
    }
    SECTION("unless go itself waits for the network") {
        go = with_socket(go, Socket::State::kEstablished);
        window = kSettings.network_window;
        expected = VerdictKind::kGoCommandNetwork;
    }
    SECTION("unless go itself waits for a lock") {
        go.waits_for_lock_of = 77;
        expected = VerdictKind::kGoCommandLocal;
    }
    SECTION("unless the compiler is stopped") {
        compiler.state = 'T';
        expected = VerdictKind::kGoCommandLocal;
    }
    const Snapshot snapshot = gopls_with({go, compiler});
    boundary(quiet_for({}, snapshot), window, VerdictKind::kBusy, expected);
    const Verdict verdict = core::judge(quiet_for(1min, snapshot), kSettings);
    CHECK(core::facts_of(verdict).detail.find("gcc") != std::string::npos);
}

TEST_CASE("judge selects the command that gopls most likely waits for") {
    const Snapshot snapshot = gopls_with(
        {child({"gopackagesdriver"}, 101), child({"go", "env"}, 102), child(kGoList, 103)});
    CHECK(command_of(core::judge(quiet_for(1min, snapshot), kSettings)).pid == 103);
}

TEST_CASE("A verdict records the head with its age and the last work") {
    const Snapshot snapshot = gopls_with();
    const Verdict verdict = core::judge(quiet_for(6s, snapshot), kSettings);
    CHECK(verdict.head.method == "textDocument/hover");
    CHECK(verdict.head.age == 6s);
    CHECK(verdict.head.quiet == 6s);
    CHECK(verdict.head.work == "gopls ran for 40 ms");
    CHECK(verdict.server_pid == kServerPid);
}

TEST_CASE("Every verdict has a unique name and a sentence") {
    std::vector<std::string> names;
    const auto verdicts = one_of_each(std::make_index_sequence<std::variant_size_v<Evidence>>());
    for (const Verdict& verdict : verdicts) {
        names.emplace_back(core::name(verdict.kind()));
        CHECK_FALSE(core::sentence(verdict).empty());
        CHECK(core::log_fields({{"generation", 1}}, verdict) ==
              core::Fields{{"generation", 1}, {"verdict", names.back()}});
    }
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

TEST_CASE("human formats durations for people") {
    CHECK(core::human(250us) == "250 µs");
    CHECK(core::human(350ms) == "350 ms");
    CHECK(core::human(2400ms) == "2.4 s");
    CHECK(core::human(119s) == "119.0 s");
    CHECK(core::human(3min) == "3 min");
}

TEST_CASE("The verdict says whether a foreign process holds the lock") {
    Process waiter = child(kGoList);
    waiter.waits_for_lock_of = GENERATE(4711, -1);
    waiter.lock_file = "/m/cache/lock";
    Snapshot snapshot = gopls_with({waiter});
    Verdict verdict = core::judge(quiet_for(1min, snapshot), kSettings);
    CHECK(verdict.kind() == VerdictKind::kGoCommandLocal);
    CHECK(waits_for_foreign_lock(verdict));
    CHECK(core::sentence(verdict).find("/m/cache/lock") != std::string::npos);
    snapshot.processes.back().waits_for_lock_of = 102;
    snapshot.processes.push_back(child({"go", "env"}, 102));
    CHECK_FALSE(waits_for_foreign_lock(core::judge(quiet_for(1min, snapshot), kSettings)));
}

TEST_CASE("The verdict names the host that a go list waits for") {
    core::StallSettings settings;
    settings.module_proxies = {"proxy.example.com"};
    Process go = with_socket(child(kGoList), Socket::State::kEstablished);
    const auto judged = [&](std::vector<Process> processes) {
        const Snapshot snapshot = gopls_with(std::move(processes));
        return core::judge(quiet_for(1min, snapshot), settings);
    };
    CHECK(command_of(judged({go})).peer.host == "proxy.example.com");
    CHECK(core::sentence(judged({go})).find("proxy.example.com at 192.0.2.1:443") !=
          std::string::npos);
    const Process git = process(102, 101, {"git", "fetch", "https://git.example.com/x"});
    CHECK(command_of(judged({go, git})).peer.host == "git.example.com");
    settings.module_proxies = {"a.example.com", "b.example.com"};
    CHECK(command_of(judged({go})).peer.host.empty());
    settings.module_proxies = {"192.0.2.1:443"};
    CHECK(command_of(judged({go})).peer.host.empty());
    settings.module_proxies = {"proxy.example.com"};
    go.sockets = {{Socket::State::kEstablished, "192.0.2.53:53", 0, true}};
    CHECK(command_of(judged({go})).peer.host.empty());
    CHECK(command_of(judged({go})).peer.state == "no answer from a name server");
}

TEST_CASE("A go list held by a debugger counts as busy") {
    Process go = child(kGoList);
    go.state = 't';
    go.traced = true;
    const Snapshot snapshot = gopls_with({go});
    CHECK(core::judge(quiet_for(1h, snapshot), kSettings).kind() == VerdictKind::kBusy);
}

TEST_CASE("The verdict reports a go list on a hung mount") {
    Process go = child(kGoList);
    go.state = 'D';
    go.wait_channel = "rpc_wait_bit_killable";
    const Snapshot snapshot = gopls_with({go});
    const Verdict verdict = core::judge(quiet_for(1min, snapshot), kSettings);
    CHECK(verdict.kind() == VerdictKind::kGoCommandLocal);
    CHECK(core::sentence(verdict).find("state D, in rpc_wait_bit_killable") != std::string::npos);
}

TEST_CASE("A go command is judged by its own quiet time") {
    const Snapshot snapshot = gopls_with({child(kGoList)});
    Situation s = quiet_for(1s, snapshot);
    s.head_age = 1min;
    s.commands = {{101, kSettings.load_window - 1ns, 1min, "go list did I/O"}};
    CHECK(kind(s) == VerdictKind::kBusy);
    s.commands[0].quiet = kSettings.load_window;
    const Verdict verdict = core::judge(s, kSettings);
    CHECK(verdict.kind() == VerdictKind::kGoCommandLocal);
    CHECK(verdict.head.quiet == kSettings.load_window);
    CHECK(verdict.head.work == "go list did I/O");
    SECTION("also if everything else is quiet") {
        s.quiet = 1h;
        s.commands[0].quiet = 1s;
        CHECK(kind(s) == VerdictKind::kBusy);
    }
    SECTION("also without a head") {
        s.head_open = false;
        CHECK(kind(s) == VerdictKind::kGoCommandLocal);
        s.commands[0].quiet = 1s;
        CHECK(kind(s) == VerdictKind::kIdle);
    }
    SECTION("but not while gopls is stopped or traced") {
        Snapshot stopped = snapshot;
        stopped.processes[0].state = GENERATE('T', 't');
        s.snapshot = &stopped;
        CHECK(kind(s) == VerdictKind::kBusy);
        s.head_open = false;
        CHECK(kind(s) == VerdictKind::kIdle);
    }
    SECTION("and not while the editor owes gopls an answer") {
        s.owed = Owed{"workspace/configuration", 2s, false};
        CHECK(kind(s) == VerdictKind::kBusy);
    }
}

TEST_CASE("Other children are judged by the quiet time of all processes") {
    const std::vector<std::string> argv = GENERATE(std::vector<std::string>{"gopackagesdriver"},
                                                   std::vector<std::string>{"go", "test"});
    const Snapshot snapshot = gopls_with({child(argv)});
    Situation s = quiet_for(1s, snapshot);
    s.commands = {{101, 1h, 1h, {}}};
    CHECK(kind(s) == VerdictKind::kBusy);
}

TEST_CASE("A go list with a quiet compiler is judged by the quiet time of all processes") {
    const Snapshot snapshot = gopls_with({child(kGoList), process(102, 101, {"/opt/bin/gcc"})});
    Situation s = quiet_for(1s, snapshot);
    s.commands = {{101, 1h, 1h, {}}};
    CHECK(kind(s) == VerdictKind::kBusy);
}

TEST_CASE("The evidence contains all go lists over their windows") {
    Process stopped = child(kGoList, 104);
    stopped.state = 'T';
    const Snapshot snapshot = gopls_with({child(kGoList, 101), child(kGoList, 102),
                                          child(kGoList, 103), stopped, child({"go", "env"}, 105)});
    Situation s = quiet_for(1s, snapshot);
    s.commands = {{101, 21s, 1min, {}},
                  {102, 20s, 1min, {}},
                  {103, 5s, 1min, {}},
                  {104, 21s, 1min, {}},
                  {105, 1h, 1h, {}}};
    const auto e = std::get<verdict::GoCommandLocal>(core::judge(s, kSettings).evidence);
    CHECK(e.command.pid == 101);
    REQUIRE(e.processes.size() == 2);
    CHECK(e.processes[1].pid == 102);
    CHECK(e.more_commands == 1);
    CHECK(core::sentence(core::judge(s, kSettings)).find("the same is true of 1 more") !=
          std::string::npos);
}

TEST_CASE("A command that waits for another command's lock is as quiet as that one") {
    Process first = child(kGoList, 101);
    first.waits_for_lock_of = 103;  // git, below the second command
    Process second = child(kGoList, 102);
    second.waits_for_lock_of = GENERATE(0, 104);
    const Snapshot snapshot =
        gopls_with({first, second, process(103, 102, {"git"}), child(kGoList, 104)});
    Situation s = quiet_for(1s, snapshot);
    s.commands = {{101, 1h, 1h, {}}, {102, 1s, 1h, {}}, {104, 1s, 1h, {}}};
    if (second.waits_for_lock_of != 0) s.commands[1].quiet = 1h;
    CHECK(kind(s) == VerdictKind::kBusy);
    s.commands[1].quiet = s.commands[2].quiet = 1h;
    CHECK(kind(s) == VerdictKind::kGoCommandLocal);
}

TEST_CASE("A command that writes to a blocked gopls is as quiet as gopls") {
    Process go = child({"/bin/sh", "/tools/go", "list"}, 101);
    Process below = process(102, 101, {"go", "list"});
    (GENERATE(false, true) ? go : below).wait_channel = GENERATE("pipe_write", "anon_pipe_write");
    const Snapshot snapshot = gopls_with({go, below});
    Situation s = quiet_for(1s, snapshot);
    s.commands = {{101, 1h, 1h, {}}};
    CHECK(kind(s) == VerdictKind::kBusy);
    s.quiet = 1min;
    CHECK(kind(s) == VerdictKind::kGoCommandLocal);
    SECTION("a blocked write of git does not count") {
        Snapshot other = gopls_with({child(kGoList), process(102, 101, {"git"})});
        other.processes.back().wait_channel = "pipe_write";
        s.quiet = 1s;
        s.snapshot = &other;
        CHECK(kind(s) == VerdictKind::kGoCommandLocal);
    }
}

TEST_CASE("A prompt for a person is found even while gopls works") {
    const Snapshot snapshot = gopls_with({child(kGoList), process(102, 101, {"git-askpass"})});
    Situation s = quiet_for(1s, snapshot);
    s.commands = {{101, 5s, 1min, {}}};
    CHECK(kind(s) == VerdictKind::kWaitingForPerson);
}

TEST_CASE("a sentence claims no more about a notification than is known") {
    struct Row {
        Evidence evidence;
        std::string of_request;
        std::string of_notification;
    };
    const std::string on = "textDocument/hover",
                      behind = "textDocument/didOpen or a message after it";
    const std::string idle =
        ": no work for 5.0 s, no child process, and it does not wait for the editor";
    const std::string unseen = " for 6.0 s; this platform does not show what it is doing";
    const Row row =
        GENERATE_COPY(Row{verdict::Deadlocked{}, "gopls is stuck on " + on + idle,
                          "gopls is stuck on " + behind + idle},
                      Row{verdict::Spinning{}, "gopls has been burning CPU on " + on + " for 6.0 s",
                          "gopls has been burning CPU on " + behind + " for 6.0 s"},
                      Row{verdict::Busy{}, "gopls is working on " + on + " (gopls ran)",
                          "gopls is working on " + behind + " (gopls ran)"},
                      Row{verdict::Unknown{}, "gopls has not answered " + on + unseen,
                          "gopls has answered nothing after textDocument/didOpen" + unseen},
                      Row{verdict::Asked{}, "requested by the user; gopls had spent 6.0 s on " + on,
                          "requested by the user; gopls had spent 6.0 s on " + behind});
    Verdict verdict{row.evidence, {"textDocument/hover", 6s, 5s, "gopls ran"}};
    CHECK(core::sentence(verdict) == row.of_request);
    verdict.head.method = "textDocument/didOpen";
    verdict.head.is_notification = true;
    CHECK(core::sentence(verdict) == row.of_notification);
}

TEST_CASE("a message is not blamed when gopls does not read") {
    CHECK(core::sentence({verdict::Deadlocked{"70000000 bytes are waiting"}}) ==
          "gopls does not read its input: 70000000 bytes are waiting");
}
