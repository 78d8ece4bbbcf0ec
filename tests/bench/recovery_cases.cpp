#include "bench/recovery_cases.hpp"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "support/failure.hpp"
#include "support/keep_stopped.hpp"
#include "support/marked_processes.hpp"

namespace bench {

using core::Event;
using support::Sandbox;
using Through = RecoverySession::Through;

namespace {

using Moment = std::optional<Clock::time_point>;

constexpr Seconds kStallWindow{5};       ///< default of `stall.window`
constexpr Seconds kStallLoadWindow{20};  ///< default of `stall.load_window`

struct Moments {
    Moment noticed = {}, acted = {}, initialized = {}, loaded = {}, answered = {};
};

Steps steps_between(Clock::time_point start, const Moments& moments) {
    const auto step = [&](const Moment& moment) -> std::optional<Seconds> {
        if (!moment) return {};
        // The log has only milliseconds.
        const auto from = std::exchange(start, std::max(start, *moment));
        return start - from;
    };
    Steps steps;
    steps.noticed = step(moments.noticed);
    steps.acted = step(moments.acted);
    steps.initialized = step(moments.initialized);
    steps.loaded = step(moments.loaded);
    steps.answered = step(moments.answered);
    return steps;
}

/// Returns the moments of a server's start, from the log.
Moments start_of(const RecoverySession& session, int generation) {
    const core::Fields number{{"generation", generation}};
    Moments moments;
    moments.acted = session.logged({Event::kSpawn, number});
    moments.initialized = session.logged({Event::kInitialized, number});
    moments.loaded = session.logged({Event::kLoaded, number});
    return moments;
}

Steps fresh(const Sandbox& sandbox, const Workspace& workspace,
            const support::Environment& changes = {}) {
    RecoverySession session(sandbox, workspace, Through::kNothing, changes);
    session.ask();
    const auto answered = Clock::now();
    session.abandon();
    return steps_between(session.started(),
                         {.initialized = session.initialized(), .answered = answered});
}

Steps fresh_proxied(const Sandbox& sandbox, const Workspace& workspace) {
    RecoverySession session(sandbox, workspace, Through::kProxy);
    session.ask();
    const auto answered = Clock::now();
    session.finish();
    auto moments = start_of(session, 1);
    moments.answered = answered;
    return steps_between(session.started(), moments);
}

/// Measures a fresh gopls whose `caches` are empty.
Steps fresh_cold(const Sandbox& sandbox, const Workspace& workspace,
                 const std::vector<std::string>& caches) {
    support::Environment changes;
    for (const auto& cache : caches) changes[cache] = sandbox.path("cold-" + cache);
    const Steps steps = fresh(sandbox, workspace, changes);
    for (const auto& cache : caches) std::filesystem::remove_all(sandbox.path("cold-" + cache));
    return steps;
}

/// Returns the steps from `asked` through a second gopls to now, and ends the session.
Steps recovered(RecoverySession& session, Clock::time_point asked, const support::Logged& verdict) {
    const auto answered = Clock::now();
    session.finish();
    auto moments = start_of(session, 2);
    moments.noticed = session.logged(verdict);
    moments.answered = answered;
    return steps_between(asked, moments);
}

Steps killed(const Sandbox& sandbox, const Workspace& workspace) {
    RecoverySession session(sandbox, workspace, Through::kProxy);
    session.settle();
    const pid_t gopls = session.gopls();
    const auto asked = Clock::now();
    ::kill(gopls, SIGKILL);
    session.ask();
    return recovered(session, asked, {Event::kLost, {{"verdict", "dead"}}});
}

Steps stopped(const Sandbox& sandbox, const Workspace& workspace) {
    using std::chrono::microseconds;
    // The proxy continues gopls once, and between two stops gopls runs for a moment. If that was
    // enough for an answer, there was nothing to recover from.
    constexpr int kTries = 5;
    for (int i = 0; i < kTries; ++i) {
        RecoverySession session(sandbox, workspace, Through::kProxy);
        session.settle();
        const pid_t gopls = session.gopls();
        auto stopping = std::make_unique<support::KeepStopped>(gopls);
        support::wait_until([&] { return support::state_of(gopls) == 'T'; }, "gopls to stop");
        const auto asked = Clock::now();
        const auto id = session.send_question();
        session.editor().wait_until(
            [&] {
                return session.editor().replied(id) ||
                       session.logged({Event::kSpawn, {{"generation", 2}}});
            },
            "another gopls");
        const bool answered = session.editor().replied(id);
        // Stops with pauses from here on, so that the stopping does not take a processor from the
        // measured gopls.
        auto with_pauses = std::make_unique<support::KeepStopped>(gopls, microseconds(100));
        stopping = std::move(with_pauses);
        session.await_answer(id);
        const Steps steps = recovered(session, asked, {Event::kStall, {{"verdict", "stopped"}}});
        if (!answered) return steps;
    }
    throw support::TestFailure("gopls answers although it is kept stopped");
}

/// Measures a standby started by a command of the user: like after a stall, but without the stall.
Steps standby(const Sandbox& sandbox, const Workspace& workspace, const std::string& command) {
    RecoverySession session(sandbox, workspace, Through::kProxy);
    session.settle();
    session.editor().call("workspace/executeCommand",
                          {{"command", command}, {"arguments", support::Json::array()}});
    session.editor().wait_until(
        [&] {
            return session.logged({Event::kSwitch, {{"generation", 2}}}).has_value();
        },
        "the standby to take over");
    const auto asked = Clock::now();
    session.ask();
    const Seconds answered = Clock::now() - asked;
    session.finish();
    auto moments = start_of(session, 2);
    const auto spawned = moments.acted;
    moments.acted = {};
    Steps steps = steps_between(spawned.value(), moments);
    steps.answered = answered;
    return steps;
}

RecoveryCase fresh_case(const Sandbox& sandbox, const Workspace& workspace, double share) {
    return {"fresh", "fresh gopls, no proxy", share, [&] { return fresh(sandbox, workspace); }, {}};
}

RecoveryCase killed_case(const Sandbox& sandbox, const Workspace& workspace, double share) {
    return {"sigkill", "gopls killed (SIGKILL), then a request", share,
            [&] { return killed(sandbox, workspace); }, [](Seconds fresh) { return 1.1 * fresh; }};
}

/// Adds the other cases that both workspaces have.
void add_common(std::vector<RecoveryCase>& cases, const Sandbox& sandbox,
                const Workspace& workspace, double share) {
    cases.push_back({"standby_warm",
                     "standby, warm caches",
                     share,
                     [&] { return standby(sandbox, workspace, "gopls-proxy.restart"); },
                     {}});
    cases.push_back({"standby_clean",
                     "standby, clean gopls cache",
                     share,
                     [&] { return standby(sandbox, workspace, "gopls-proxy.restartClean"); },
                     {}});
    cases.push_back({"fresh_clean",
                     "fresh gopls, clean gopls cache, no proxy",
                     share,
                     [&] { return fresh_cold(sandbox, workspace, {"GOPLSCACHE"}); },
                     {}});
    cases.push_back({"fresh_cold",
                     "the same, empty Go build cache",
                     share / 2,
                     [&] {
                         return fresh_cold(sandbox, workspace, {"GOPLSCACHE", "GOCACHE"});
                     },
                     {}});
}

}  // namespace

Seconds Steps::total() const {
    Seconds sum{};
    for (const auto& step : {noticed, acted, initialized, loaded, answered})
        sum += step.value_or(Seconds{});
    return sum;
}

void warm_up(const Sandbox& sandbox, const Workspace& workspace) {
    RecoverySession session(sandbox, workspace, Through::kNothing);
    session.settle();
    session.finish();
}

std::vector<RecoveryCase> small_cases(const Sandbox& sandbox, const Workspace& workspace) {
    std::vector<RecoveryCase> cases{fresh_case(sandbox, workspace, 1)};
    cases.push_back({"fresh_proxied",
                     "fresh gopls through the proxy",
                     1,
                     [&] { return fresh_proxied(sandbox, workspace); },
                     {}});
    cases.push_back(killed_case(sandbox, workspace, 1));
    cases.push_back({"sigstop", "gopls kept stopped (SIGSTOP), then a request", 0.2,
                     [&] { return stopped(sandbox, workspace); },
                     [](Seconds fresh) { return kStallWindow + 1.5 * fresh + Seconds(1); }});
    add_common(cases, sandbox, workspace, 0.3);
    return cases;
}

std::vector<RecoveryCase> large_cases(const Sandbox& sandbox, const Workspace& workspace) {
    constexpr double kShare = 2.0 / 15;
    std::vector<RecoveryCase> cases{fresh_case(sandbox, workspace, kShare),
                                    killed_case(sandbox, workspace, kShare)};
    add_common(cases, sandbox, workspace, kShare);
    return cases;
}

std::vector<RecoveryCase> go_list_cases(const Sandbox& sandbox, const support::GoWrapper& go,
                                        const Workspace& workspace) {
    constexpr double kShare = 1.0 / 15;
    const auto blocked = [&] {
        RecoverySession session(sandbox, workspace, Through::kProxy);
        session.settle();
        go.block_next_list();
        // Changes the version, so that gopls has to load again.
        const bool newer = sandbox.read("module/go.mod").find("go 1.21") != std::string::npos;
        sandbox.write("module/go.mod", std::string("module example.com/sandbox\n\ngo ") +
                                           (newer ? "1.22\n" : "1.21\n"));
        const auto asked = Clock::now();
        session.editor().file_changed(Sandbox::uri(sandbox.module() / "go.mod"), 2);
        session.ask();
        const auto answered = Clock::now();
        session.finish();
        return steps_between(
            asked, {.noticed = session.logged({Event::kStall, {{"verdict", "go_command_local"}}}),
                    .acted = session.logged({Event::kRemedy, {{"remedy", "end_command"}}}),
                    .answered = answered});
    };
    return {fresh_case(sandbox, workspace, kShare),
            {"go_list", "go list hangs after a go.mod change, then a request", kShare, blocked,
             [](Seconds fresh) { return kStallLoadWindow + 1.5 * fresh + Seconds(1); }}};
}

}  // namespace bench
