// Watching: the samples of servers, and the verdicts on them.
#include <algorithm>
#include <utility>

#include "core/detect/child_commands.hpp"
#include "core/detect/judge.hpp"
#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// A method unknown to gopls. It replies MethodNotFound, through the same queue as for every other
/// message (docs/gopls-facts.md, "Queue").
constexpr std::string_view kProbeMethod = "$/gopls-proxy/probe";

/// After this time a wait for a lock counts, and the stuck server will not release it.
constexpr Duration kWaitsForLock = 1s;

/// Whether it still waits for the network.
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

/// Schedules a probe if no request waits behind the last notification.
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

void Engine::judge_server(Server& server) {
    const auto head = server.queue.awaited();
    if (server.is_excused()) return;
    if (Watchdog::has_vanished(server, turn_)) {
        const Verdict gone{verdict::Dead{"its process is gone, its wrapper is not"}};
        return pool_.is_active(server) ? active_lost(gone, 1) : standby_lost(gone);
    }
    const Situation situation = Watchdog::situation_of(server, view_.server_requests, turn_);
    const Verdict verdict = judge(situation, settings_.stall);
    log({LogLevel::kDebug, Event::kLook, log_fields({{"generation", server.generation}}, verdict)});
    if (waits_for_active(server, verdict)) {
        journal_.record({LogLevel::kWarning,
                         Event::kStandbyBlocked,
                         {{"generation", server.generation}},
                         "it waits for a lock of the stuck gopls, which is therefore ended"},
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
    // Tests and the like take time, and the person who runs them watches them.
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
        report_stall(verdict, server);
    } else if (server.episode->about == Episode::About::kCommand) {
        server.episode->about = about;  // by now a request waits
    }
    const int command = verdict.command() ? verdict.command()->pid : 0;
    // gopls tries again with another command, which no remedy was applied to yet. The previous one
    // was ended without lasting effect: that counts as a return.
    if (command != std::exchange(server.episode->command, command)) {
        server.episode->rung = 0;
        server.episode->ends = 0;
        server.episode->acted_on = false;
    }
    server.episode->verdict = verdict;
    escalate(server, verdict);
}

/// Whether a fresh gopls would be started for a command while the head is too young to be waiting
/// for it.
bool Engine::is_beside(const Verdict& verdict) const {
    const bool of_command = verdict.command() && !verdict.as<verdict::GoCommandLocal>();
    return of_command && verdict.head.age < settings_.stall.window;
}

/// Whether the standby waits for the active server. The stuck server's go command may hold the very
/// lock that the standby's command needs (that of a module being fetched). The standby then cannot
/// finish first.
bool Engine::waits_for_active(const Server& server, const Verdict& verdict) const {
    if (!pool_.is_standby(server) || server.spawn_reason != SpawnReason::kReplaceStuck)
        return false;
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
