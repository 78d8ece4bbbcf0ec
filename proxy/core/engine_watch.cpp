// Watching: who is looked at and when, what is concluded, what is done about it.
#include <algorithm>
#include <utility>

#include "core/child_commands.hpp"
#include "core/engine.hpp"
#include "core/judge.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// Unknown to gopls, so it is answered MethodNotFound, through the same queue as everything else
/// (gopls-facts, "Queue").
constexpr std::string_view kProbeMethod = "$/gopls-proxy/probe";

/// The answer to an edit that the editor says nothing of (LSP 3.17, "ApplyWorkspaceEditResult").
constexpr std::string_view kNotApplied =
    R"({"applied":false,"failureReason":"the editor has not answered, and others were waiting"})";

/// For a command that was interrupted to end, its goroutines written first. Without a CPU of its
/// own it needs a while.
constexpr Duration kTimeToEnd = 900ms;

/// For a continued process to show that it lives.
constexpr Duration kAfterContinue = 300ms;

/// gopls diagnoses a second after the last change, and loads before it does.
constexpr Duration kLoadBegins = 2s;
/// Those who type without a pause are looked at now and then.
constexpr Duration kMostPutOff = 10s;
/// So many looks without a go command and without work, and nobody looks any more.
constexpr int kLooks = 2;
/// What gopls does by itself for longer is not what it was told to do.
constexpr Duration kAftermath = 30s;

/// A lock is waited for in earnest, and the stuck server will not give it back.
constexpr Duration kWaitsForLock = 1s;

/// A tick this late says that nobody was watching: suspended, stopped, starved.
Duration lateness_allowed(const StallSettings& settings) {
    return std::max<Duration>(1s, 3 * settings.sample_interval);
}

bool replaces(RemedyKind kind) {
    return kind >= RemedyKind::kStandbyWarm;
}

/// A go command that gives a host up and tries it again has no connection for a moment: what it
/// waits for is still the network.
constexpr Duration kBetweenTries = 3s;

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
        note(LogLevel::kWarning,
             "gopls runs elsewhere: no process of generation=" + std::to_string(server.generation) +
                 " is a gopls. Its requests are timed; it is not judged, and replaced only when"
                 " what was started ends");
    }
}

/// gopls has ended, and what started it has not: nobody will answer any more.
bool Engine::has_vanished(const Server& server) const {
    const auto head = server.queue.awaited();
    if (!head || now_ - head->since < settings_.stall.window) return false;
    const Snapshot& seen = server.activity.snapshot();
    const auto is_it = [&](const Process& process) { return process.ref == server.seen_as; };
    return server.seen_as.pid != 0 && seen.known &&
           std::none_of(seen.processes.begin(), seen.processes.end(), is_it) &&
           std::none_of(seen.carriers.begin(), seen.carriers.end(), is_it);
}

lsp::RequestId Engine::send_probe(Server& server) {
    const lsp::RequestId id = own_id();
    send(server, lsp::request(id.raw(), kProbeMethod, ""));
    server.queue.sent_request(id, kProbeMethod, true, now_);
    head_opened(server);
    return id;
}

/// If nobody waits behind what it was told last.
void Engine::probe_soon(const Server& server) {
    if (!server.queue.lone_notification()) return;
    alarms_.set_if_unset(Alarm::kProbe, now_ + settings_.stall.sample_interval);
}

void Engine::probe_lone_notifications() {
    for (Server* server : {active_.get(), standby_.get()}) {
        if (!server || !server->queue.lone_notification()) continue;
        if (!server->loading() && server->probe.empty()) server->probe = send_probe(*server);
    }
}

/// Notifications may lead to a load that runs beside the queue: nobody need be waiting for it but
/// for its diagnostics.
void Engine::may_load() {
    told_last_ = now_;
    if (alarms_.is_set(Alarm::kBeside)) return;
    if (!watching() || session_.phase >= Session::Phase::kShutDown) return;
    told_first_ = now_;
    alarms_.set(Alarm::kBeside, now_ + kLoadBegins);
}

void Engine::look_beside() {
    const Time due = std::min(told_last_ + kLoadBegins, told_first_ + kMostPutOff);
    if (due > now_) return alarms_.set(Alarm::kBeside, due);
    for (Server* server : {active_.get(), standby_.get()}) {
        if (!server || server->phase != Server::Phase::kReady) continue;
        server->looks_left = kLooks;
        watch_anew(*server);
        alarms_.set_earlier(Alarm::kSample, now_);
    }
}

/// As long as a go command of gopls lives, and for a while as long as gopls works, it is looked at
/// further.
void Engine::looked_beside(Server& server) {
    const bool works = server.looks_left > 0 && server.activity.quiet(now_) == Duration{} &&
                       now_ - told_last_ < kAftermath;
    const auto commands = child_commands(server.activity.snapshot());
    const bool loads = std::any_of(commands.begin(), commands.end(), [](const ChildCommand& c) {
        return c.kind == ChildCommand::Kind::kGoList || c.kind == ChildCommand::Kind::kGoQuery;
    });
    server.looks_left = works || loads ? kLooks : std::max(0, server.looks_left - 1);
}

void Engine::watch_anew(Server& server) {
    if (!alarms_.is_set(Alarm::kSample) || !server.activity.has_baseline()) {
        server.activity.forget_baseline(now_);
    }
}

/// Whether it works while it does not read is seen only by looking.
void Engine::backlog_began(Server& server) {
    if (is_excused(server) || session_.phase >= Session::Phase::kShutDown) return;
    watch_anew(server);
    alarms_.set_earlier(Alarm::kSample, now_ + kFirstLook);
}

void Engine::head_opened(Server& server) {
    if (!watching() || session_.phase >= Session::Phase::kShutDown) return;
    const bool sampling = alarms_.is_set(Alarm::kSample);
    watch_anew(server);
    if (!sampling) {
        // Its first look comes soon.
    } else if (server.queue.size() > 1) {
        return;  // it waits behind another
    }
    alarms_.set_earlier(Alarm::kSample,
                        now_ + std::min(settings_.stall.sample_interval, kFirstLook));
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
    for (const ObservedCommand& command : server.activity.commands(now_)) windows_of(command.quiet);
    return now_ + wait;
}

Duration Engine::quiet_at_head(const Server& server) const {
    const auto head = server.queue.awaited();
    return std::min(server.activity.quiet(now_), head ? now_ - head->since : Duration{});
}

/// A server with a full queue has had its time to read, unless nobody was here to write to it. What
/// it has left over is reported behind this turn, and judged there (`server_backlog`).
void Engine::backlog_due(Time due) {
    if (active_ && now_ - due > lateness_allowed(settings_.stall)) active_->taken_at = now_;
}

void Engine::sample(Time due) {
    const bool late = now_ - due > lateness_allowed(settings_.stall);
    Time next = Time::max();
    if (late) {
        for (auto& [id, asked] : asked_) asked.since = now_;
    }
    for (Server* server : {active_.get(), standby_.get()}) {
        if (!server) continue;
        if (late) {
            server->activity.restart_window(now_, "nobody was watching for a while");
            server->queue.restart_head(now_);
        }
        const bool watched = server->queue.awaited() || server->looks_left > 0 || server->full;
        if (!watched || is_excused(*server)) {
            server->activity.forget_baseline(now_);
            server->looks_left = 0;
            continue;
        }
        next = std::min(next, next_look(*server));
        out_.add(effect::Observe{server->generation});
    }
    alarms_.set(Alarm::kSample, next);
}

std::optional<Owed> Engine::owed_to(const Server& server) const {
    std::optional<Owed> oldest;
    for (const auto& [id, asked] : asked_) {
        if (asked.generation != server.generation || asked.answered_for_editor) continue;
        const Duration age = now_ - asked.since;
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
    if (head && !head->probe && head->since > asked.since) return now_ - head->since;
    const auto since = server.queue.others_wait_since();
    return since ? now_ - std::max(*since, asked.since) : Duration{};
}

void Engine::judge_server(Server& server) {
    const auto head = server.queue.awaited();
    if (is_excused(server)) return;
    if (has_vanished(server)) {
        Verdict gone{VerdictKind::kDead, {}};
        gone.evidence.detail = "what started it has not";
        return &server == active_.get() ? active_lost(gone, 1) : standby_lost(gone);
    }
    Situation situation;
    situation.head_open = head.has_value();
    if (head) {
        situation.head = head->probe ? (server.loading() ? "initialized" : "probe") : head->method;
        situation.head_age = now_ - head->since;
    }
    situation.quiet = head ? quiet_at_head(server) : server.activity.quiet(now_);
    situation.last_work = server.activity.last_work();
    situation.loading = server.loading();
    situation.continued = server.episode && server.episode->kind == VerdictKind::kStopped;
    situation.owed = owed_to(server);
    situation.snapshot = &server.activity.snapshot();
    situation.commands = server.activity.commands(now_);
    const Verdict verdict = judge(situation, settings_.stall);
    log(LogLevel::kDebug,
        "generation=" + std::to_string(server.generation) + " " + log_fields(verdict));
    if (waits_for_active(server, verdict)) {
        note(LogLevel::kWarning,
             "the standby waits for a lock that the stuck server holds: that one gives way");
        return promote_standby();
    }
    if (!asks_for_something(verdict.kind)) {
        const bool command_over = server.episode &&
                                  server.episode->about == Episode::About::kCommand &&
                                  !server.activity.quiet_of_command(server.episode->command, now_);
        return command_over ? episode_over(server) : void();
    }
    if (server.episode && is_between_tries(*server.episode, verdict)) return;
    // Tests and the like take their time, and the person who runs them watches them.
    const bool runs = head && head->aside && verdict.kind == VerdictKind::kOtherChild;
    if (runs && verdict.evidence.head_age < settings_.stall.hard_limit) return;
    if (!server.episode || server.episode->kind != verdict.kind) {
        const Time since = now_ - verdict.evidence.head_age;
        server.episode = Episode{.kind = verdict.kind,
                                 .verdict = verdict,
                                 .began = now_,
                                 .head_since = since,
                                 .about = !head         ? Episode::About::kCommand
                                          : head->aside ? Episode::About::kAside
                                                        : Episode::About::kQueue};
        found(verdict, server);
    }
    const int command = verdict.evidence.command.empty() ? 0 : verdict.evidence.pid;
    // gopls tries again with another command: that one has not been dealt with yet.
    // The one before was, to no lasting effect: that is a return.
    if (command != std::exchange(server.episode->command, command)) {
        server.episode->rung = 0;
        server.episode->acted_on = false;
    }
    server.episode->verdict = verdict;
    act_on(server, verdict);
}

void Engine::found(const Verdict& verdict, const Server& server) {
    ++metrics_.counters.stalls_detected;
    log(LogLevel::kWarning, "stall generation=" + std::to_string(server.generation) + " " +
                                log_fields(verdict) + ": " + sentence(verdict));
}

void Engine::remedied(const Server& server, const Verdict& verdict, RemedyKind remedy) {
    log(LogLevel::kWarning, "generation=" + std::to_string(server.generation) + " remedy=" +
                                std::string(name(remedy)) + " for " + log_fields(verdict));
    remedy_tried(name(remedy));
}

/// For a verdict that is no stall: nobody waits, so that there is no episode, and no rung to climb.
void Engine::act_at_once(const Verdict& verdict) {
    if (!active_) return;
    found(verdict, *active_);
    if (!acting()) return;
    ++metrics_.counters.stalls_acted_on;
    for (const RemedyKind remedy : choose_remedy(verdict, {}, settings_)) {
        remedied(*active_, verdict, remedy);
        const bool tells_gopls =
            remedy == RemedyKind::kSendWatchedFiles || remedy == RemedyKind::kReloadView;
        if (!tells_gopls) {
            apply(*active_, remedy, verdict);
            continue;
        }
        // The one that is getting ready has to know as well; one that has not begun will see it.
        for (Server* server : {active_.get(), standby_.get()}) {
            if (server && server->takes_messages()) apply(*server, remedy, verdict);
        }
    }
}

void Engine::queue_moved(Server& server) {
    if (server.episode && server.episode->about == Episode::About::kQueue) episode_over(server);
}

void Engine::aside_answered(Server& server) {
    if (server.episode && server.episode->about == Episode::About::kAside) episode_over(server);
}

void Engine::episode_over(Server& server) {
    note(LogLevel::kInfo, "recovered generation=" + std::to_string(server.generation) + " from " +
                              std::string(name(server.episode->kind)) + " after " +
                              human(now_ - server.episode->head_since));
    server.episode.reset();
    server.aftermath.goes_on(now_ + settings_.stall.aftermath());
    if (&server != active_.get()) return;
    if (incident_open()) incident_answered();
    if (planned_ && planned_->purpose == Purpose::kReplaceStuck) {
        planned_.reset();
        budget_.give_back();
        --metrics_.counters.replacements;
        end_own_progress("gopls answers again");
    }
    if (standby_ && standby_->purpose == Purpose::kReplaceStuck) {
        ++metrics_.counters.averted;
        drop_standby("averted: the old gopls answered first", "gopls answers again");
        if (active_->offline()) alarms_.set_if_unset(Alarm::kRetry, now_ + retry_in_);
        return close_incident("averted");
    }
    close_incident("recovered");
}

/// The stuck server's go command may hold the very lock that the standby's needs (that of a module
/// being fetched): then the standby can never be first.
bool Engine::waits_for_active(const Server& server, const Verdict& verdict) const {
    if (&server != standby_.get() || server.purpose != Purpose::kReplaceStuck) return false;
    if (!documents_.all_trusted()) return false;
    if (!active_ || !active_->episode || works_again(*active_)) return false;
    if (verdict.evidence.quiet < kWaitsForLock) return false;
    const auto& held_by = active_->activity.snapshot().processes;
    const auto& waiting = server.activity.snapshot().processes;
    return std::any_of(waiting.begin(), waiting.end(), [&](const Process& waiter) {
        return waiter.waits_for_lock_of > 0 &&
               std::any_of(held_by.begin(), held_by.end(), [&](const Process& holder) {
                   return holder.ref.pid == waiter.waits_for_lock_of;
               });
    });
}

int Engine::returns_of(VerdictKind kind, Time before) const {
    return static_cast<int>(
        std::count_if(history_.begin(), history_.end(), [&](const PastEpisode& past) {
            return past.kind == kind && past.at <= before &&
                   now_ - past.at < settings_.budget.period;
        }));
}

/// A server that has answered since the command fell silent does without it: nothing is taken from
/// those who work with it for the sake of a load that nobody waits for.
bool Engine::may_replace_beside(const Server& server, const Verdict& verdict) const {
    // Tests that run for so long would be lost, and gopls alone would wait.
    const bool aside = server.episode->about == Episode::About::kAside;
    if (aside && verdict.kind == VerdictKind::kOtherChild) return false;
    return server.episode->about != Episode::About::kCommand ||
           server.queue.last_moved() <= now_ - verdict.evidence.quiet;
}

void Engine::act_on(Server& server, const Verdict& verdict) {
    Episode& episode = *server.episode;
    if (!acting()) {
        if (!std::exchange(episode.told, true)) log(LogLevel::kWarning, "remedy=none (not acting)");
        return;
    }
    std::erase_if(history_, [&](const PastEpisode& past) {
        return now_ - past.at >= settings_.budget.period;
    });
    Circumstances c;
    c.rung = episode.rung;
    // A command that was there already when another was dealt with is not one that comes back.
    c.returns = verdict.evidence.command.empty()
                    ? returns_of(verdict.kind, now_) - (episode.acted_on ? 1 : 0)
                    : returns_of(verdict.kind, now_ - verdict.evidence.command_age);
    c.is_standby = &server == standby_.get();
    c.standby_exists = planned_ || (standby_ && standby_->purpose != Purpose::kReturnOnline);
    c.loading = server.loading();
    auto remedies = choose_remedy(verdict, c, settings_);
    if (!may_replace_beside(server, verdict)) std::erase_if(remedies, replaces);
    if (remedies.empty()) return;
    const auto last =
        std::find_if(history_.rbegin(), history_.rend(),
                     [&](const PastEpisode& past) { return past.kind == verdict.kind; });
    const bool kills = remedies == std::vector{RemedyKind::kKillCommand};
    if (kills && last != history_.rend() && now_ - last->at < kTimeToEnd) return;
    ++episode.rung;
    const bool acts = remedies != std::vector{RemedyKind::kTell};
    if (acts && !std::exchange(episode.acted_on, true)) {
        history_.push_back({verdict.kind, now_});
        ++metrics_.counters.stalls_acted_on;
        if (&server == active_.get()) open_incident(verdict, server);
    }
    for (const RemedyKind remedy : remedies) {
        remedied(server, verdict, remedy);
        const Generation generation = server.generation;
        apply(server, remedy, verdict);
        if (ended_ || find(generation) != &server) return;
    }
}

void Engine::apply(Server& server, RemedyKind remedy, const Verdict& verdict) {
    watch_aftermath(server, remedy);
    const auto replace = [&](CacheUse cache, Network network) {
        plan_replacement({Purpose::kReplaceStuck, cache, network}, verdict);
    };
    switch (remedy) {
        case RemedyKind::kTell:
            // The one thing that only they can do.
            if (verdict.kind == VerdictKind::kWaitingForPerson) show_message(sentence(verdict));
            if (verdict.evidence.lock_is_foreign || verdict.kind == VerdictKind::kReloadStorm) {
                tell_in_editor_log(sentence(verdict));
            }
            break;
        case RemedyKind::kAnswerForEditor:
            return answer_for_editor(server);
        case RemedyKind::kEndCommand:
            return out_.add(effect::SignalProcesses{server.generation, verdict.evidence.subtree,
                                                    ProcessSignal::kInterrupt, verdict.evidence.go,
                                                    server.process()});
        case RemedyKind::kKillCommand:
            return out_.add(effect::SignalProcesses{server.generation, verdict.evidence.subtree,
                                                    ProcessSignal::kKill});
        case RemedyKind::kSendWatchedFiles:
            return tell(server, "workspace/didChangeWatchedFiles",
                        watched_files_message(verdict.evidence.changed_files));
        case RemedyKind::kReloadView:
            return reload_views(server, verdict.evidence.costs_view);
        case RemedyKind::kContinue:
            alarms_.set_earlier(Alarm::kSample, now_ + kAfterContinue);
            if (verdict.kind == VerdictKind::kStopped) {
                server.activity.restart_window(now_, "continued");
            }
            return out_.add(effect::SignalProcesses{server.generation,
                                                    verdict.kind == VerdictKind::kStopped
                                                        ? std::vector{server.process()}
                                                        : verdict.evidence.subtree,
                                                    ProcessSignal::kContinue});
        case RemedyKind::kStandbyWarm:
            return replace(CacheUse::kSame, Network::kNormal);
        case RemedyKind::kStandbyClean:
            return replace(CacheUse::kClean, Network::kNormal);
        case RemedyKind::kStandbyBuildCache:
            private_build_cache_ = true;
            return replace(CacheUse::kSame, Network::kNormal);
        case RemedyKind::kStandbyOffline:
            return replace(CacheUse::kSame, Network::kOffline);
        case RemedyKind::kStandbyLocalToolchain:
            return replace(CacheUse::kSame, Network::kOfflineLocalToolchain);
        case RemedyKind::kDropStandby:
            return standby_lost(verdict);
    }
}

void Engine::reload_views(Server& server, bool view_may_be_lost) {
    const std::string reload = session_.reload_views();
    // One that has not begun has no view yet, and is told of the folders with all the rest.
    if (reload.empty() || !server.takes_messages()) return;
    const auto messages =
        view_may_be_lost ? session_.restore_views() : std::vector<std::string>{reload};
    for (const std::string& message : messages) {
        tell(server, "workspace/didChangeWorkspaceFolders", message);
    }
    server.aftermath.reload_sent();
    diagnose_again(server);
}

/// The answer that keeps gopls going: what the editor said last, else nothing.
void Engine::answer_for_editor(Server& server) {
    for (auto& [id, asked] : asked_) {
        if (asked.generation != server.generation || asked.answered_for_editor) continue;
        if (!AskedEditor::blocks_gopls(asked.method, now_ - asked.since)) continue;
        if (AskedEditor::is_for_a_person(asked.method) &&
            others_wait(server, asked) < settings_.stall.editor_window) {
            continue;
        }
        std::string result = "null";
        if (asked.method == "workspace/applyEdit") {
            result = kNotApplied;
            show_message(
                "Your editor has not answered gopls's request to apply an edit "
                "(workspace/applyEdit), and other requests were waiting behind it. gopls was told "
                "that the edit was not applied: run the action again if its change is missing.");
        } else if (asked.method == "workspace/configuration") {
            result = session_.known_configuration(asked.params)
                         .value_or(Session::null_configuration(asked.params));
        }
        asked.answered_for_editor = true;
        if (asked.registers(kWatchedFiles)) {
            refused_to_watch_ = true;
            watch_for_editor();
        }
        // Its progress waits until the editor has really created the token.
        if (asked.method == "window/workDoneProgress/create") opening_progress_[asked.params] = {};
        send(server, lsp::reply(asked.server_id, result));
    }
    server.activity.restart_window(now_, "answered for the editor");
}

}  // namespace core
