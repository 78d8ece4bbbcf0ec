// Watching: who is looked at and when, and what is concluded.
#include <algorithm>
#include <utility>

#include "core/child_commands.hpp"
#include "core/engine.hpp"
#include "core/judge.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// Unknown to gopls, so it is answered MethodNotFound, through the same queue as everything else
/// (docs/gopls-facts.md, "Queue").
constexpr std::string_view kProbeMethod = "$/gopls-proxy/probe";

/// gopls diagnoses a second after the last change, and loads before it does.
constexpr Duration kLoadBegins = 2s;
/// Those who type without a pause are looked at now and then.
constexpr Duration kMostPutOff = 10s;
/// So many looks without a go command and without work, and nobody looks any more.
constexpr int kLooks = 2;
/// What gopls does by itself for longer is not what it was told to do.
constexpr Duration kAftermath = 30s;

/// So many looks that did not find gopls among its processes. One may fall between fork and exec.
constexpr int kLooksInVain = 5;

/// A lock is waited for in earnest, and the stuck server will not give it back.
constexpr Duration kWaitsForLock = 1s;

/// A tick this late says that nobody was watching: suspended, stopped, starved.
Duration lateness_allowed(const StallSettings& settings) {
    return std::max<Duration>(1s, 3 * settings.sample_interval);
}

/// What it waits for is still the network.
bool is_between_tries(const Episode& episode, const Verdict& now) {
    const bool was_network = episode.kind == VerdictKind::kGoCommandNetwork ||
                             episode.kind == VerdictKind::kToolchainDownload;
    const bool is_local =
        now.kind == VerdictKind::kGoCommandLocal || now.kind == VerdictKind::kGoEnv;
    const Evidence& e = now.evidence;
    return was_network && is_local && episode.command == e.pid && e.lock_holder == 0 &&
           !e.command_stopped && e.quiet - episode.verdict.evidence.quiet < kBetweenTries;
}

bool asks_for_something(VerdictKind kind) {
    return kind != VerdictKind::kIdle && kind != VerdictKind::kBusy &&
           kind != VerdictKind::kUnknown;
}

}  // namespace

/// Before it has answered `initialize`, what starts gopls may still be on its way to it.
void Engine::note_place(Server& server, const Snapshot& seen) {
    if (server.phase < Server::Phase::kInitialized || server.seen_as.pid != 0) return;
    if (!seen.processes.empty()) {
        server.place = Server::Place::kInTree;
        server.seen_as = seen.processes.front().ref;
    } else if (seen.elsewhere && server.place != Server::Place::kElsewhere) {
        server.place = Server::Place::kElsewhere;
        journal_.note(
            LogLevel::kWarning,
            "gopls runs elsewhere: no process of generation=" + std::to_string(server.generation) +
                " is a gopls. Its requests are timed; it is not judged, and replaced only when"
                " what was started ends",
            turn_);
    } else if (seen.known && !seen.elsewhere && server.place == Server::Place::kUnknown &&
               ++server.looks_in_vain == kLooksInVain) {
        journal_.note(LogLevel::kWarning,
                      "which process of generation=" + std::to_string(server.generation) +
                          " is gopls cannot be told: it was built without build information, or its"
                          " program cannot be read. Its requests are timed; it is not judged",
                      turn_);
    }
}

/// gopls has ended, and what started it has not: nobody will answer any more.
bool Engine::has_vanished(const Server& server) const {
    const auto head = server.queue.awaited();
    if (!head || turn_.now - head->since < settings_.stall.window) return false;
    const Snapshot& seen = server.activity.snapshot();
    const auto is_it = [&](const Process& process) { return process.ref == server.seen_as; };
    return server.seen_as.pid != 0 && seen.known &&
           std::none_of(seen.processes.begin(), seen.processes.end(), is_it) &&
           std::none_of(seen.carriers.begin(), seen.carriers.end(), is_it);
}

lsp::RequestId Engine::send_probe(Server& server) {
    const lsp::RequestId id = own_id();
    send(server, lsp::request(id.raw(), kProbeMethod, ""));
    server.queue.sent_request(id, kProbeMethod, true, turn_.now);
    head_opened(server);
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

/// Notifications may lead to a load that runs beside the queue: nobody need be waiting for it but
/// for its diagnostics.
void Engine::may_load() {
    told_last_ = turn_.now;
    if (turn_.alarms.is_set(Alarm::kBeside)) return;
    if (!watching() || session_.phase >= Session::Phase::kShutDown) return;
    told_first_ = turn_.now;
    turn_.alarms.set(Alarm::kBeside, turn_.now + kLoadBegins);
}

void Engine::look_beside() {
    const Time due = std::min(told_last_ + kLoadBegins, told_first_ + kMostPutOff);
    if (due > turn_.now) return turn_.alarms.set(Alarm::kBeside, due);
    for (Server* server : pool_.both()) {
        if (!server || server->phase != Server::Phase::kReady) continue;
        server->looks_left = kLooks;
        watch_anew(*server);
        turn_.alarms.set_earlier(Alarm::kSample, turn_.now);
    }
}

/// As long as a go command of gopls lives, and for a while as long as gopls works, it is looked at
/// further.
void Engine::looked_beside(Server& server) {
    const bool works = server.looks_left > 0 && server.activity.quiet(turn_.now) == Duration{} &&
                       turn_.now - told_last_ < kAftermath;
    const auto commands = child_commands(server.activity.snapshot());
    const bool loads = std::any_of(commands.begin(), commands.end(), [](const ChildCommand& c) {
        return c.kind == ChildCommand::Kind::kGoList || c.kind == ChildCommand::Kind::kGoQuery;
    });
    server.looks_left = works || loads ? kLooks : std::max(0, server.looks_left - 1);
}

void Engine::watch_anew(Server& server) {
    if (!turn_.alarms.is_set(Alarm::kSample) || !server.activity.has_baseline()) {
        server.activity.forget_baseline(turn_.now);
    }
}

/// Whether it works while it does not read is seen only by looking.
void Engine::backlog_began(Server& server) {
    if (server.paused || session_.phase >= Session::Phase::kShutDown) return;
    watch_anew(server);
    turn_.alarms.set_earlier(Alarm::kSample, turn_.now + kFirstLook);
}

void Engine::head_opened(Server& server) {
    if (!watching() || session_.phase >= Session::Phase::kShutDown) return;
    const bool sampling = turn_.alarms.is_set(Alarm::kSample);
    watch_anew(server);
    if (!sampling) {
        // Its first look comes soon.
    } else if (server.queue.size() > 1) {
        return;  // it waits behind another
    }
    turn_.alarms.set_earlier(Alarm::kSample,
                             turn_.now + std::min(settings_.stall.sample_interval, kFirstLook));
}

/// The next look at a server: in an interval, or when a window ends before that.
Time Engine::next_look(const Server& server) const {
    const StallSettings& stall = settings_.stall;
    Duration wait = stall.sample_interval;
    const auto windows_of = [&](Duration quiet) {
        for (const Duration window : {stall.window, stall.load_window, stall.network_window}) {
            if (window > quiet) wait = std::min(wait, window - quiet);
        }
    };
    windows_of(quiet_at_head(server));
    for (const ObservedCommand& command : server.activity.commands(turn_.now))
        windows_of(command.quiet);
    return turn_.now + wait;
}

Duration Engine::quiet_at_head(const Server& server) const {
    const auto head = server.queue.awaited();
    return std::min(server.activity.quiet(turn_.now), head ? turn_.now - head->since : Duration{});
}

/// A server with a full queue has had its time to read, unless nobody was here to write to it. What
/// it has left over is reported behind this turn, and judged there (`server_backlog`).
void Engine::backlog_due(Time due) {
    if (pool_.active() && turn_.now - due > lateness_allowed(settings_.stall))
        pool_.active()->taken_at = turn_.now;
}

/// What lies behind says nothing about the server: its time begins now, and so does the editor's
/// for what it was asked.
void Engine::begin_window(Server& server, const std::string& why) {
    server.activity.restart_window(turn_.now, why);
    server.queue.restart_head(turn_.now);
    for (auto& [id, asked] : view_.asked) {
        if (asked.generation == server.generation) asked.since = turn_.now;
    }
}

void Engine::sample(Time due) {
    const bool late = turn_.now - due > lateness_allowed(settings_.stall);
    Time next = Time::max();
    for (Server* server : pool_.both()) {
        if (!server) continue;
        if (late) {
            begin_window(*server, "nobody was watching for a while");
        }
        const bool watched = server->queue.awaited() || server->looks_left > 0 || server->full;
        // What it has not read it could have read, also of a message whose end is still to come.
        const bool excused = server->full ? server->paused : is_excused(*server);
        if (!watched || excused) {
            server->activity.forget_baseline(turn_.now);
            server->looks_left = 0;
            continue;
        }
        next = std::min(next, next_look(*server));
        turn_.out.add(effect::Observe{server->generation});
    }
    turn_.alarms.set(Alarm::kSample, next);
}

std::optional<Owed> Engine::owed_to(const Server& server) const {
    std::optional<Owed> oldest;
    for (const auto& [id, asked] : view_.asked) {
        if (asked.generation != server.generation || asked.answered_for_editor) continue;
        const Duration age = turn_.now - asked.since;
        if (!AskedEditor::blocks_gopls(asked.method, age)) continue;
        const Owed owed{asked.method, age, AskedEditor::is_for_a_person(asked.method),
                        others_wait(server, asked)};
        // What the proxy could answer itself comes before what only a person can.
        const bool first = !oldest || (oldest->by_person && !owed.by_person);
        if (first || (oldest->by_person == owed.by_person && age > oldest->age)) oldest = owed;
    }
    return oldest;
}

/// So long somebody has waited behind what gopls asks for.
Duration Engine::others_wait(const Server& server, const Asked& asked) const {
    const auto head = server.queue.head();
    // A request that began behind the question did not ask it: it waits as well.
    if (head && !head->probe && head->since > asked.since) return turn_.now - head->since;
    const auto since = server.queue.others_wait_since();
    return since ? turn_.now - std::max(*since, asked.since) : Duration{};
}

void Engine::judge_server(Server& server) {
    const auto head = server.queue.awaited();
    if (is_excused(server)) return;
    if (has_vanished(server)) {
        Verdict gone{VerdictKind::kDead, {}};
        gone.evidence.detail = "what started it has not";
        return pool_.is_active(server) ? active_lost(gone, 1) : standby_lost(gone);
    }
    Situation situation;
    situation.head_open = head.has_value();
    if (head) {
        situation.head = head->probe ? (server.loading() ? "initialized" : "probe") : head->method;
        situation.head_age = turn_.now - head->since;
    }
    situation.quiet = head ? quiet_at_head(server) : server.activity.quiet(turn_.now);
    situation.last_work = server.activity.last_work();
    situation.loading = server.loading();
    situation.continued = server.episode && server.episode->kind == VerdictKind::kStopped;
    situation.owed = owed_to(server);
    situation.snapshot = &server.activity.snapshot();
    situation.commands = server.activity.commands(turn_.now);
    const Verdict verdict = judge(situation, settings_.stall);
    log(LogLevel::kDebug,
        "generation=" + std::to_string(server.generation) + " " + log_fields(verdict));
    if (waits_for_active(server, verdict)) {
        journal_.note(
            LogLevel::kWarning,
            "the standby waits for a lock that the stuck server holds: that one gives way", turn_);
        return promote_standby();
    }
    if (!asks_for_something(verdict.kind)) {
        const bool command_over =
            server.episode && server.episode->about == Episode::About::kCommand &&
            !server.activity.quiet_of_command(server.episode->command, turn_.now);
        return command_over ? episode_over(server) : void();
    }
    if (server.episode && is_between_tries(*server.episode, verdict)) return;
    // Tests and the like take their time, and the person who runs them watches them.
    const bool runs = head && head->aside && verdict.kind == VerdictKind::kOtherChild;
    if (runs && verdict.evidence.head_age < settings_.stall.hard_limit) return;
    const Episode::About about = !head || is_beside(verdict) ? Episode::About::kCommand
                                 : head->aside               ? Episode::About::kAside
                                                             : Episode::About::kQueue;
    if (!server.episode || server.episode->kind != verdict.kind) {
        const Time since = turn_.now - verdict.evidence.head_age;
        server.episode = Episode{.kind = verdict.kind,
                                 .verdict = verdict,
                                 .began = turn_.now,
                                 .head_since = since,
                                 .about = about};
        found(verdict, server);
    } else if (server.episode->about == Episode::About::kCommand) {
        server.episode->about = about;  // by now somebody waits
    }
    const int command = verdict.evidence.command.empty() ? 0 : verdict.evidence.pid;
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
    const bool of_command =
        !verdict.evidence.command.empty() && verdict.kind != VerdictKind::kGoCommandLocal;
    return of_command && verdict.evidence.head_age < settings_.stall.window;
}

/// The stuck server's go command may hold the very lock that the standby's needs (that of a module
/// being fetched): then the standby can never be first.
bool Engine::waits_for_active(const Server& server, const Verdict& verdict) const {
    if (!pool_.is_standby(server) || server.purpose != Purpose::kReplaceStuck) return false;
    if (!documents_.all_trusted()) return false;
    if (!pool_.active() || !pool_.active()->episode || works_again(*pool_.active())) return false;
    if (verdict.evidence.quiet < kWaitsForLock) return false;
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
