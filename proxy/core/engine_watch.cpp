// Watching: who is looked at and when, and what is concluded.
#include <algorithm>
#include <utility>

#include "core/detect/child_commands.hpp"
#include "core/detect/judge.hpp"
#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// Unknown to gopls, so it is answered MethodNotFound, through the same queue as everything else
/// (docs/gopls-facts.md, "Queue").
constexpr std::string_view kProbeMethod = "$/gopls-proxy/probe";

/// A lock is waited for in earnest, and the stuck server will not give it back.
constexpr Duration kWaitsForLock = 1s;

/// What it waits for is still the network.
bool is_between_tries(const Episode& episode, const Verdict& now) {
    const bool was_network = episode.kind == VerdictKind::kGoCommandNetwork ||
                             episode.kind == VerdictKind::kToolchainDownload;
    const bool is_local =
        now.kind() == VerdictKind::kGoCommandLocal || now.kind() == VerdictKind::kGoEnv;
    if (!was_network || !is_local) return false;
    const AwaitedCommand& command = *now.command();
    return episode.command == command.pid && !command.lock && !command.stopped &&
           now.head.quiet - episode.verdict.head.quiet < kBetweenTries;
}

bool asks_for_something(VerdictKind kind) {
    return kind != VerdictKind::kIdle && kind != VerdictKind::kBusy &&
           kind != VerdictKind::kUnknown;
}

}  // namespace

lsp::RequestId Engine::send_probe(Server& server) {
    const lsp::RequestId id = own_id();
    server.send(lsp::request(id.raw(), kProbeMethod, ""), turn_);
    server.queue.sent_request(id, kProbeMethod, true, turn_.now);
    watchdog_.head_opened(server, turn_);
    return id;
}

/// If nobody waits behind what it was told last.
void Engine::probe_soon(const Server& server) {
    if (!server.queue.lone_notification()) return;
    turn_.alarms.set_if_unset(Alarm::kProbe, turn_.now + settings_.stall.sample_interval);
}

void Engine::probe_lone_notifications() {
    for (Server* server : pool_.both()) {
        if (!server || !server->queue.lone_notification()) continue;
        if (!server->loading() && server->probe.empty()) server->probe = send_probe(*server);
    }
}

/// A server with a full queue has had its time to read, unless nobody was here to write to it. What
/// it has left over is reported behind this turn, and judged there (`server_backlog`).
void Engine::backlog_due(Time due) {
    if (pool_.active() && Watchdog::is_late(due, turn_)) pool_.active()->taken_at = turn_.now;
}

void Engine::judge_server(Server& server) {
    const auto head = server.queue.awaited();
    if (server.is_excused()) return;
    if (Watchdog::has_vanished(server, turn_)) {
        const Verdict gone{verdict::Dead{"what started it has not"}};
        return pool_.is_active(server) ? active_lost(gone, 1) : standby_lost(gone);
    }
    const Situation situation = Watchdog::situation_of(server, view_.asked, turn_);
    const Verdict verdict = judge(situation, settings_.stall);
    log({LogLevel::kDebug, Event::kLook, log_fields({{"generation", server.generation}}, verdict)});
    if (waits_for_active(server, verdict)) {
        journal_.note({LogLevel::kWarning,
                       Event::kStandbyBlocked,
                       {{"generation", server.generation}},
                       "it waits for a lock that the stuck server holds: that one gives way"},
                      turn_);
        return promote_standby();
    }
    if (!asks_for_something(verdict.kind())) {
        const bool command_over =
            server.episode && server.episode->about == Episode::About::kCommand &&
            !server.activity.quiet_of_command(server.episode->command, turn_.now);
        return command_over ? episode_over(server) : void();
    }
    if (server.episode && is_between_tries(*server.episode, verdict)) return;
    // Tests and the like take their time, and the person who runs them watches them.
    const bool runs = head && head->aside && verdict.kind() == VerdictKind::kOtherChild;
    if (runs && verdict.head.age < settings_.stall.hard_limit) return;
    const Episode::About about = !head || is_beside(verdict) ? Episode::About::kCommand
                                 : head->aside               ? Episode::About::kAside
                                                             : Episode::About::kQueue;
    if (!server.episode || server.episode->kind != verdict.kind()) {
        const Time since = turn_.now - verdict.head.age;
        server.episode = Episode{.kind = verdict.kind(),
                                 .verdict = verdict,
                                 .began = turn_.now,
                                 .head_since = since,
                                 .about = about};
        found(verdict, server);
    } else if (server.episode->about == Episode::About::kCommand) {
        server.episode->about = about;  // by now somebody waits
    }
    const int command = verdict.command() ? verdict.command()->pid : 0;
    // gopls tries again with another command: that one has not been dealt with yet.
    // The one before was, to no lasting effect: that is a return.
    if (command != std::exchange(server.episode->command, command)) {
        server.episode->rung = 0;
        server.episode->ends = 0;
        server.episode->acted_on = false;
    }
    server.episode->verdict = verdict;
    act_on(server, verdict);
}

/// A command for which a fresh gopls would be started, and a head too young to say that it waits
/// for that command.
bool Engine::is_beside(const Verdict& verdict) const {
    const bool of_command = verdict.command() && !verdict.as<verdict::GoCommandLocal>();
    return of_command && verdict.head.age < settings_.stall.window;
}

/// The stuck server's go command may hold the very lock that the standby's needs (that of a module
/// being fetched): then the standby can never be first.
bool Engine::waits_for_active(const Server& server, const Verdict& verdict) const {
    if (!pool_.is_standby(server) || server.purpose != Purpose::kReplaceStuck) return false;
    if (!documents_.all_trusted()) return false;
    if (!pool_.active() || !pool_.active()->episode || works_again(*pool_.active())) return false;
    if (verdict.head.quiet < kWaitsForLock) return false;
    const auto& held_by = pool_.active()->activity.snapshot().processes;
    const auto& waiting = server.activity.snapshot().processes;
    return std::any_of(waiting.begin(), waiting.end(), [&](const Process& waiter) {
        return waiter.waits_for_lock_of > 0 &&
               std::any_of(held_by.begin(), held_by.end(), [&](const Process& holder) {
                   return holder.ref.pid == waiter.waits_for_lock_of;
               });
    });
}

}  // namespace core
