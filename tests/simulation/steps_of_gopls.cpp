// Faults of gopls, of its surroundings, and of time.
#include <algorithm>
#include <array>
#include <utility>

#include "simulation/world.hpp"

namespace simulation {
namespace {

constexpr const char* kPanic =
    "panic: runtime error: index out of range [3] with length 2\n\ngoroutine 1 [running]:\n"
    "main.main()\n\t/gopls/main.go:1 +0x1\n";
constexpr const char* kCachePanic =
    "panic: filecache: corrupt entry\n\ngoroutine 1 [running]:\n"
    "golang.org/x/tools/gopls/internal/filecache.Get()\n\t/filecache.go:1 +0x1\n";

Act quiet(Duration takes, Child child = Child::kNone, bool stubborn = false) {
    Act act = Act::compute(takes, false);
    act.child = child;
    act.stubborn = stubborn;
    return act;
}

}  // namespace

/// Returns a living server, usually the active one.
Gopls* World::some_server() {
    const core::Server* standby = engine_.standby();
    const core::Server* active = engine_.active();
    const core::Server* chosen = standby && choices_.percent(30) ? standby : active;
    if (!chosen) return nullptr;
    Gopls& server = *servers_.at(chosen->generation);
    return server.alive() ? &server : nullptr;
}

void World::die(Gopls& server, bool within_message) {
    server.advance(now_);
    if (within_message) {
        server.says("window/logMessage", {{"type", 3}, {"message", "last words"}});
        const std::size_t kept = choices_.below(server.output.size());
        oracle_.garbled(server.start.generation);
        server.output.resize(kept);
    }
    core::ExitStatus status;
    switch (choices_.below(5)) {
        case 0:
            status = {2, 0, kPanic};
            break;
        case 1:
            status = {2, 0, kCachePanic};
            break;
        case 2:
            status = {1, 0, {}};
            break;
        default:
            status = {0, 9, {}};
    }
    server.exit_status = status;
}

void World::reply_oddly(Gopls& server) {
    static constexpr std::array<Gopls::Reply, 3> kHow = {Gopls::Reply::kTwice, Gopls::Reply::kLate,
                                                         Gopls::Reply::kToNothing};
    server.next_reply(choices_.of(kHow));
}

/// Starts fail for a moment, for longer than the proxy retries, or for good.
void World::starts_fail() {
    static constexpr std::array<core::StartFault, 5> kFaults = {
        core::StartFault::kMissing, core::StartFault::kMissing, core::StartFault::kBusy,
        core::StartFault::kBusy, core::StartFault::kLasting};
    start_fault_ = choices_.of(kFaults);
    failing_starts_ = choices_.one_in(12) ? 40 : 1 + choices_.below(5);
}

void World::server_asks(Gopls& server) {
    if (!server.initialized) return;
    switch (choices_.below(9)) {
        case 6:
        case 7:
            return server.works_aside(choices_.between(0ms, 10s), choices_.between(1s, 2min));
        case 8:
            return server.asks_for_a_while(choices_.between(0ms, 30s));
        case 0:
            return server.asks(
                "workspace/applyEdit",
                {{"label", "edit " + std::to_string(choices_.next())}, {"edit", json::object()}});
        case 1:
            return server.asks("window/showMessageRequest", {{"type", 3}, {"message", "?"}});
        case 2:
            return server.asks("workspace/workspaceFolders", nullptr);
        case 3:
            return server.says("window/showMessage", {{"type", 3}, {"message", "!"}});
        case 4:
            return server.says("telemetry/event", json::object());
        default:
            return server.asks("workspace/inlayHint/refresh", nullptr);
    }
}

void World::gopls_step(StepKind kind) {
    Gopls* server = some_server();
    switch (kind) {
        case StepKind::kNetworkSilent:
            around_.network_silent = !around_.network_silent;
            return;
        case StepKind::kSpawnFails:
            return starts_fail();
        case StepKind::kDiskChange:
            if (!editor_.watches_files && settings_.mode == core::Mode::kAct &&
                editor_.initialized_sent) {
                oracle_.disk_changes(editor_.last_number());
                disk_changed_ = true;
                return;
            }
            return turn([&]() -> core::Effects& {
                return engine_.disk_changed({{"/w/go.mod", core::FileChange::kChanged}}, now_);
            });
        case StepKind::kGoReplaced:
            go_ += "+";
            return;
        case StepKind::kGarbageFromEditor:
            return end_by(kind);
        default:
            break;
    }
    if (!server) return;
    switch (kind) {
        case StepKind::kHang:
            return server->gets(quiet(Act::kForEver));
        case StepKind::kSlow:
            return server->gets(Act::compute(choices_.between(100ms, 100s), true));
        case StepKind::kQuietForAWhile:
            return server->gets(quiet(choices_.between(1s, 60s)));
        case StepKind::kGoListStuck:
            return server->gets(quiet(Act::kForEver, Child::kGoListStuck, choices_.percent(30)));
        case StepKind::kGoListStuckBesideWork: {
            Act act = quiet(Act::kForEver, Child::kGoListStuck, choices_.percent(30));
            act.gopls_works = true;
            return server->gets(std::move(act));
        }
        case StepKind::kTwoGoListsStuck: {
            Act act = quiet(Act::kForEver, Child::kGoListStuck, choices_.percent(30));
            act.children = 2;
            return server->gets(std::move(act));
        }
        case StepKind::kLoadBeside: {
            const bool hangs = choices_.percent(50);
            server->loads_beside_next(
                hangs ? std::nullopt : std::optional(choices_.between(1s, 60s)),
                choices_.percent(30));
            if (!editor_.initialized_sent || editor_.shutdown_sent) return;
            return (void)editor_.notifies(
                "workspace/didChangeWatchedFiles",
                {{"changes", {{{"uri", "file:///w/go.mod"}, {"type", 2}}}}});
        }
        case StepKind::kPullHangs:
            return server->next_pull_hangs();
        case StepKind::kDriver:
            return server->gets(quiet(choices_.between(10s, 120s), Child::kDriver));
        case StepKind::kAskpass:
            return server->gets(quiet(choices_.between(10s, 10min), Child::kAskpass));
        case StepKind::kStop:
            server->keeps_stopped = choices_.percent(40);
            return server->stops(true, now_);
        case StepKind::kDie:
            return die(*server, false);
        case StepKind::kDieMidMessage:
            return die(*server, true);
        case StepKind::kGarbage:
            oracle_.garbled(server->start.generation);
            server->output += "Content-Length: nonsense\r\n\r\n";
            return;
        case StepKind::kReplyOddly:
            return reply_oddly(*server);
        case StepKind::kStopsReading:
            server->reads_input = false;
            return;
        case StepKind::kServerAsks:
            return server_asks(*server);
        case StepKind::kFlood:
            return server->floods(20 + choices_.below(200));
        case StepKind::kBuildCacheFault:
            oracle_.may_be_replaced();
            return server->says(
                "window/logMessage",
                {{"type", 1}, {"message", "go list: failed to initialize build cache at /c"}});
        default:
            return;
    }
}

void World::time_step(StepKind kind) {
    if (kind == StepKind::kPause) return pass(choices_.between(100us, 20s));
    if (kind == StepKind::kTerminate) return end_by(kind);
    const Duration gap = choices_.between(5s, 2h);
    now_ += gap;
    oracle_.slept(gap);
    if (kind == StepKind::kSuspend) {
        for (const auto& [generation, server] : servers_) server->skips(gap);
    }
    live();
    tick();
    pump(true);
}

/// Ends the session without a shutdown.
void World::end_by(StepKind kind) {
    end_ = name(kind);
    leaves_ = true;
    if (kind == StepKind::kGarbageFromEditor) {
        editor_.sends_raw("this is not LSP\r\n\r\n");
        return pump(true);
    }
    if (kind == StepKind::kTerminate) {
        return turn([&]() -> core::Effects& { return engine_.terminate(15, now_); });
    }
    turn([&]() -> core::Effects& { return engine_.editor_closed(now_); });
    editor_gone_ = true;
    pass(10s);
}

}  // namespace simulation
