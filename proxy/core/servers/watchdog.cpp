#include "core/servers/watchdog.hpp"

#include <algorithm>

#include "core/detect/child_commands.hpp"
#include "core/detect/locate_server.hpp"

namespace core {
namespace {

/// gopls diagnoses one second after the last change, and loads before that.
constexpr Duration kLoadBegins = 2s;
/// During uninterrupted typing, servers are still sampled this often.
constexpr Duration kMostPutOff = 10s;
/// Sampling ends after this many samples without a go command and without work.
constexpr int kLooks = 2;
/// Work that lasts longer than this after a notification is gopls's own.
constexpr Duration kOwnWork = 30s;

/// Number of samples without gopls after which it counts as not identifiable. A sample may fall
/// between fork and exec.
constexpr int kLooksInVain = 5;

/// Records where gopls runs, once it has answered `initialize`. Before that a launcher may still be
/// on its way to it. Returns a line for the log, or an empty text.
std::string record_place(Server& server, const Snapshot& seen) {
    if (server.phase < Server::Phase::kInitialized || server.seen_as.pid != 0) return {};
    if (!seen.processes.empty()) {
        server.place = Server::Place::kInTree;
        server.seen_as = seen.processes.front().ref;
    } else if (seen.elsewhere && server.place != Server::Place::kElsewhere) {
        server.place = Server::Place::kElsewhere;
        return "gopls runs elsewhere: none of its processes here is a gopls. The proxy times its"
               " requests, detects no stalls, and replaces it only when the started program ends";
    } else if (seen.known && !seen.elsewhere && server.place == Server::Place::kUnknown &&
               ++server.looks_in_vain == kLooksInVain) {
        return "cannot tell which process is gopls: its program has no build information or cannot"
               " be read. The proxy times its requests and detects no stalls";
    }
    return {};
}

/// Returns the time of the next sample: after an interval, or earlier if a window ends.
Time next_look(const Server& server, const Turn& turn) {
    const StallSettings& stall = turn.settings.stall;
    Duration wait = stall.sample_interval;
    const auto windows_of = [&](Duration quiet) {
        for (const Duration window : {stall.window, stall.load_window, stall.network_window}) {
            if (window > quiet) wait = std::min(wait, window - quiet);
        }
    };
    windows_of(Watchdog::quiet_at_head(server, turn.now));
    for (const ObservedCommand& command : server.activity.commands(turn.now)) {
        windows_of(command.quiet);
    }
    return turn.now + wait;
}

std::optional<Owed> owed_to(const Server& server, const ServerRequests& all, const Turn& turn) {
    std::optional<Owed> oldest;
    for (const auto& [id, asked] : all) {
        if (asked.generation != server.generation || asked.answered_for_editor) continue;
        const Duration age = turn.now - asked.since;
        if (!ServerRequests::blocks_gopls(asked.method_id, age)) continue;
        const Owed owed{asked.method, age, ServerRequests::is_for_a_person(asked.method_id),
                        Watchdog::others_wait(server, asked, turn)};
        // A question that the proxy could answer itself comes before one that only a person can
        // answer.
        const bool first = !oldest || (oldest->by_person && !owed.by_person);
        if (first || (oldest->by_person == owed.by_person && age > oldest->age)) oldest = owed;
    }
    return oldest;
}

bool is_watched_for(const Turn& turn) {
    return turn.watching() && turn.session.phase < Session::Phase::kShutDown;
}

}  // namespace

bool Watchdog::is_late(Time due, const Turn& turn) {
    const auto allowed = std::max<Duration>(1s, 3 * turn.settings.stall.sample_interval);
    return turn.now - due > allowed;
}

void Watchdog::may_load(Turn& turn) {
    told_last_ = turn.now;
    if (turn.alarms.is_set(Alarm::kBeside) || !is_watched_for(turn)) return;
    told_first_ = turn.now;
    turn.alarms.set(Alarm::kBeside, turn.now + kLoadBegins);
}

void Watchdog::look_beside(const Servers& servers, Turn& turn) {
    const Time due = std::min(told_last_ + kLoadBegins, told_first_ + kMostPutOff);
    if (due > turn.now) return turn.alarms.set(Alarm::kBeside, due);
    for (Server* server : servers) {
        if (!server || server->phase != Server::Phase::kReady) continue;
        server->looks_left = kLooks;
        watch_anew(*server, turn);
        turn.alarms.set_earlier(Alarm::kSample, turn.now);
    }
}

void Watchdog::looked_beside(Server& server, const Turn& turn) {
    // If gopls runs elsewhere, nobody sees whether it works.
    const bool works = server.looks_left > 0 && server.place != Server::Place::kElsewhere &&
                       server.activity.quiet(turn.now) == Duration{} &&
                       turn.now - told_last_ < kOwnWork;
    const auto commands = child_commands(server.activity.snapshot());
    const bool loads = std::any_of(commands.begin(), commands.end(), [](const ChildCommand& c) {
        return c.kind == ChildCommand::Kind::kGoList || c.kind == ChildCommand::Kind::kGoQuery;
    });
    server.looks_left = works || loads ? kLooks : std::max(0, server.looks_left - 1);
}

void Watchdog::watch_anew(Server& server, Turn& turn) {
    if (!turn.alarms.is_set(Alarm::kSample) || !server.activity.has_baseline()) {
        server.activity.forget_baseline(turn.now);
    }
}

void Watchdog::backlog_began(Server& server, Turn& turn) {
    if (server.paused || turn.session.phase >= Session::Phase::kShutDown) return;
    watch_anew(server, turn);
    turn.alarms.set_earlier(Alarm::kSample, turn.now + kFirstLook);
}

void Watchdog::head_opened(Server& server, Turn& turn) {
    if (!is_watched_for(turn)) return;
    const bool sampling = turn.alarms.is_set(Alarm::kSample);
    watch_anew(server, turn);
    if (!sampling) {
        // The first sample follows soon.
    } else if (server.queue.size() > 1) {
        return;  // it waits behind another request
    }
    turn.alarms.set_earlier(Alarm::kSample,
                            turn.now + std::min(turn.settings.stall.sample_interval, kFirstLook));
}

Duration Watchdog::quiet_at_head(const Server& server, Time now) {
    const auto head = server.queue.awaited();
    return std::min(server.activity.quiet(now), head ? now - head->since : Duration{});
}

void Watchdog::begin_window(Server& server, const std::string& why, ServerRequests& all,
                            const Turn& turn) {
    server.activity.restart_window(turn.now, why);
    server.queue.restart_head(turn.now);
    for (auto& [id, asked] : all) {
        if (asked.generation == server.generation) asked.since = turn.now;
    }
}

void Watchdog::sample(Time due, const Servers& servers, ServerRequests& asked, Turn& turn) {
    const bool late = is_late(due, turn);
    Time next = Time::max();
    for (Server* server : servers) {
        if (!server) continue;
        if (late) begin_window(*server, "not sampled for a while", asked, turn);
        const bool watched =
            server->queue.awaited() || server->looks_left > 0 || server->backlog_full;
        // A full queue holds data that it could have read, even while a message is incomplete.
        const bool excused = server->backlog_full ? server->paused : server->is_excused();
        if (!watched || excused) {
            server->activity.forget_baseline(turn.now);
            server->looks_left = 0;
            continue;
        }
        next = std::min(next, next_look(*server, turn));
        turn.out.add(effect::Observe{server->generation});
    }
    turn.alarms.set(Alarm::kSample, next);
}

std::string Watchdog::observed(Server& server, const Snapshot& snapshot, const Turn& turn) {
    // After a late first sample nothing is known about the time before it.
    Activity& activity = server.activity;
    if (!activity.has_baseline() && turn.now - activity.watched_since() > 2 * kFirstLook) {
        activity.restart_window(turn.now, "first sample");
    }
    const Snapshot located = locate_server(snapshot);
    std::string note = record_place(server, located);
    activity.observe(located, turn.now);
    server.recent_work.observed(located, turn.now);
    return note;
}

bool Watchdog::has_vanished(const Server& server, const Turn& turn) {
    const auto head = server.queue.awaited();
    if (!head || turn.now - head->since < turn.settings.stall.window) return false;
    const Snapshot& seen = server.activity.snapshot();
    const auto is_it = [&](const Process& process) { return process.ref == server.seen_as; };
    return server.seen_as.pid != 0 && seen.known &&
           std::none_of(seen.processes.begin(), seen.processes.end(), is_it) &&
           std::none_of(seen.carriers.begin(), seen.carriers.end(), is_it);
}

Duration Watchdog::others_wait(const Server& server, const ServerRequest& asked, const Turn& turn) {
    const auto head = server.queue.head();
    // A head that began after the question did not ask it: it waits as well.
    if (head && !head->probe && head->since > asked.since) return turn.now - head->since;
    const auto since = server.queue.others_wait_since();
    return since ? turn.now - std::max(*since, asked.since) : Duration{};
}

Situation Watchdog::situation_of(const Server& server, const ServerRequests& asked,
                                 const Turn& turn) {
    const auto head = server.queue.awaited();
    Situation situation;
    situation.head_open = head.has_value();
    if (head) {
        situation.head = head->method;
        situation.head_is_notification = head->notification;
        situation.head_age = turn.now - head->since;
    }
    situation.quiet = head ? quiet_at_head(server, turn.now) : server.activity.quiet(turn.now);
    situation.last_work = server.activity.last_work();
    situation.loading = server.loading();
    situation.continued = server.episode && server.episode->kind == VerdictKind::kStopped;
    situation.owed = owed_to(server, asked, turn);
    situation.snapshot = &server.activity.snapshot();
    situation.commands = server.activity.commands(turn.now);
    return situation;
}

}  // namespace core
