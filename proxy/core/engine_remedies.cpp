// The remedies for a verdict, and the end of an episode (docs/design.md, "Remedies").
#include <algorithm>
#include <utility>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// The answer to an edit to which the editor does not reply (LSP 3.17, "ApplyWorkspaceEditResult").
constexpr std::string_view kNotApplied =
    R"({"applied":false,"failureReason":"the editor did not answer while other requests waited"})";

constexpr const char* kEditUnanswered =
    "Your editor has not answered gopls's request to apply an edit (workspace/applyEdit), and "
    "other "
    "requests are waiting behind it. The proxy told gopls that the edit was not applied. If the "
    "change is missing, run the action again.";

/// Time for an interrupted command to exit, after it has dumped its goroutines. It may have to
/// share a CPU.
constexpr Duration kTimeToEnd = 900ms;

/// Time for a continued process to show signs of work.
constexpr Duration kAfterContinue = 300ms;

bool replaces(RemedyKind kind) {
    return kind >= RemedyKind::kStandbyWarm && kind != RemedyKind::kDropStandby;
}

bool ends_command(RemedyKind kind) {
    return kind == RemedyKind::kEndCommand || kind == RemedyKind::kKillCommand;
}

/// Returns the action in words for a person. Empty if it is reported elsewhere, such as an answer
/// for the editor.
std::string_view done_in_words(RemedyKind kind) {
    switch (kind) {
        case RemedyKind::kEndCommand:
            return "the proxy interrupted the command";
        case RemedyKind::kKillCommand:
            return "the proxy killed the command";
        case RemedyKind::kSendWatchedFiles:
            return "the proxy reported it to gopls";
        case RemedyKind::kReloadView:
            return "gopls reloads the folders";
        case RemedyKind::kContinue:
            return "the proxy sent SIGCONT";
        default:
            return replaces(kind) ? "a fresh gopls is being prepared" : std::string_view();
    }
}

bool waits_for_foreign_lock(const Verdict& verdict) {
    const AwaitedCommand* command = verdict.command();
    return command && command->lock && command->lock->is_foreign;
}

std::string done_in_words(const std::vector<RemedyKind>& remedies) {
    std::string words;
    for (const RemedyKind remedy : remedies) {
        const std::string_view done = done_in_words(remedy);
        if (!done.empty()) words.append(words.empty() ? "" : ", ").append(done);
    }
    return words;
}

}  // namespace

void Engine::report_stall(const Verdict& verdict, const Server& server) {
    ++turn_.metrics.counters.stalls_detected[verdict.kind()];
    log({LogLevel::kWarning, Event::kStall,
         log_fields({{"generation", server.generation}}, verdict), sentence(verdict)});
}

void Engine::record_remedy(const Server& server, const Verdict& verdict, RemedyKind remedy) {
    log({LogLevel::kWarning, Event::kRemedy,
         log_fields({{"generation", server.generation}, {"remedy", name(remedy)}}, verdict)});
    journal_.tried(name(remedy), turn_);
}

void Engine::announce_remedies(const Verdict& verdict, const std::vector<RemedyKind>& remedies) {
    const std::string done = done_in_words(remedies);
    if (!done.empty()) EditorView::log_message(sentence(verdict) + "; " + done + ".", turn_);
}

/// Acts on a verdict that is not a stall: no request waits, so there are no episode and no rungs.
void Engine::act_on_finding(const Verdict& verdict) {
    if (!pool_.active()) return;
    report_stall(verdict, *pool_.active());
    if (!acting()) return;
    ++turn_.metrics.counters.stalls_acted_on[verdict.kind()];
    const auto remedies = choose_remedy(verdict, {}, settings_);
    announce_remedies(verdict, remedies);
    for (const RemedyKind remedy : remedies) {
        record_remedy(*pool_.active(), verdict, remedy);
        const bool tells_gopls =
            remedy == RemedyKind::kSendWatchedFiles || remedy == RemedyKind::kReloadView;
        if (!tells_gopls) {
            apply(*pool_.active(), remedy, verdict);
            continue;
        }
        // A standby in preparation has to know as well. A server that has not begun will see it
        // anyway.
        for (Server* server : pool_.both()) {
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
    journal_.record({LogLevel::kInfo,
                     Event::kRecovered,
                     {{"generation", server.generation},
                      {"from", name(server.episode->kind)},
                      {"after", turn_.now - server.episode->head_since}}},
                    turn_);
    server.episode.reset();
    server.aftermath.goes_on(turn_.now + settings_.stall.aftermath());
    if (!pool_.is_active(server)) return;
    if (journal_.is_open()) journal_.answered(turn_);
    const auto& planned = replacements_.planned();
    if (planned && planned->spawn_reason == SpawnReason::kReplaceStuck) {
        replacements_.withdraw(turn_);
        view_.progress.end_own("gopls answers again", turn_);
    }
    if (pool_.standby() && pool_.standby()->spawn_reason == SpawnReason::kReplaceStuck) {
        ++turn_.metrics.counters.averted;
        pool_.standby()->ends_as = ReplacementOutcome::kAverted;
        drop_standby("averted: the old gopls answered first", "gopls answers again");
        if (pool_.active()->offline() && !turn_.alarms.is_set(Alarm::kRetry)) {
            replacements_.retry_online(turn_);
        }
        return journal_.close("averted", turn_);
    }
    journal_.close("recovered", turn_);
}

/// Whether gopls may be replaced for a command beside the queue. A server that has answered since
/// the command fell silent works without it: it is not taken from its users for a load that nobody
/// waits for.
bool Engine::may_replace_beside(const Server& server, const Verdict& verdict) const {
    // Tests that have run for so long would be lost, and only gopls waits for them.
    const bool aside = server.episode->about == Episode::About::kAside;
    if (aside && verdict.kind() == VerdictKind::kOtherChild) return false;
    const bool beside = server.episode->about == Episode::About::kCommand || is_beside(verdict);
    return !beside || server.queue.last_moved() <= turn_.now - verdict.head.quiet;
}

void Engine::escalate(Server& server, const Verdict& verdict) {
    Episode& episode = *server.episode;
    if (!acting()) {
        if (!std::exchange(episode.told, true)) {
            log({LogLevel::kWarning, Event::kRemedy,
                 log_fields({{"generation", server.generation}, {"remedy", "none"}}, verdict),
                 "not acting"});
        }
        return;
    }
    Circumstances c;
    c.rung = episode.rung;
    c.ends = episode.ends;
    // A command that already existed when a remedy was applied to another does not count as
    // returning.
    const AwaitedCommand* command = verdict.command();
    c.returns = command
                    ? replacements_.returns_of(verdict.kind(), turn_.now - command->age, turn_)
                    : replacements_.returns_of(verdict.kind(), turn_) - (episode.acted_on ? 1 : 0);
    c.is_standby = pool_.is_standby(server);
    c.standby_exists =
        replacements_.planned() ||
        (pool_.standby() && pool_.standby()->spawn_reason != SpawnReason::kReturnOnline);
    c.loading = server.loading();
    auto remedies = choose_remedy(verdict, c, settings_);
    if (!may_replace_beside(server, verdict)) std::erase_if(remedies, replaces);
    // As long as a replacement is refused, it is tried and logged only once.
    const bool refused = !no_replacement_because().empty() &&
                         std::any_of(remedies.begin(), remedies.end(), replaces);
    if (refused && std::exchange(episode.told, true)) std::erase_if(remedies, replaces);
    if (remedies.empty()) return;
    const auto last = replacements_.last_acted_on(verdict.kind());
    const bool kills = remedies == std::vector{RemedyKind::kKillCommand};
    if (kills && last && turn_.now - *last < kTimeToEnd) return;
    ++episode.rung;
    if (std::any_of(remedies.begin(), remedies.end(), ends_command)) ++episode.ends;
    const bool acts = remedies != std::vector{RemedyKind::kTell};
    if (acts && !std::exchange(episode.acted_on, true)) {
        replacements_.acted_on(verdict.kind(), turn_);
        ++turn_.metrics.counters.stalls_acted_on[verdict.kind()];
        if (pool_.is_active(server)) open_incident(verdict, server);
    }
    if (pool_.is_active(server)) {
        auto done = remedies;
        if (!replacements_.allowed(turn_)) std::erase_if(done, replaces);  // it will be refused
        announce_remedies(verdict, done);
    }
    for (const RemedyKind remedy : remedies) {
        record_remedy(server, verdict, remedy);
        const Generation generation = server.generation;
        apply(server, remedy, verdict);
        if (ended_ || pool_.find(generation) != &server) return;
    }
    const bool ends = std::any_of(remedies.begin(), remedies.end(), ends_command);
    // A server that has not begun will load anyway.
    const bool had_view = pool_.is_active(server) && server.takes_messages();
    if (ends && had_view && !server.aftermath.reloads()) plan_cure(server);
}

void Engine::apply(Server& server, RemedyKind remedy, const Verdict& verdict) {
    watch_aftermath(server, remedy);
    const auto* go_list = verdict.as<verdict::GoCommandLocal>();
    const auto* stale = verdict.as<verdict::StaleView>();
    const auto replace = [&](CacheUse cache, Network network) {
        plan_replacement({SpawnReason::kReplaceStuck, cache, network}, verdict);
    };
    switch (remedy) {
        case RemedyKind::kTell:
            // Only the person can do this.
            if (verdict.kind() == VerdictKind::kWaitingForPerson)
                EditorView::show_message(sentence(verdict), turn_);
            if (waits_for_foreign_lock(verdict) || verdict.as<verdict::ReloadStorm>()) {
                EditorView::log_message(sentence(verdict), turn_);
            }
            break;
        case RemedyKind::kAnswerForEditor:
            return answer_for_editor(server);
        case RemedyKind::kEndCommand:
            if (!go_list) return;
            return turn_.out.add(effect::SignalProcesses{server.generation, go_list->processes,
                                                         ProcessSignal::kInterrupt, go_list->go,
                                                         server.process()});
        case RemedyKind::kKillCommand:
            if (!go_list) return;
            return turn_.out.add(effect::SignalProcesses{server.generation, go_list->processes,
                                                         ProcessSignal::kKill});
        case RemedyKind::kSendWatchedFiles:
            if (!stale) return;
            return tell(server, "workspace/didChangeWatchedFiles",
                        watched_files_message(stale->changed_files));
        case RemedyKind::kReloadView:
            return reload_views(server, go_list && go_list->costs_view);
        case RemedyKind::kContinue:
            turn_.alarms.set_earlier(Alarm::kSample, turn_.now + kAfterContinue);
            if (!go_list) server.activity.restart_window(turn_.now, "continued");
            return turn_.out.add(effect::SignalProcesses{
                server.generation, go_list ? go_list->processes : std::vector{server.process()},
                ProcessSignal::kContinue});
        case RemedyKind::kStandbyWarm:
            return replace(CacheUse::kSame, Network::kNormal);
        case RemedyKind::kStandbyClean:
            return replace(CacheUse::kClean, Network::kNormal);
        case RemedyKind::kStandbyBuildCache:
            replacements_.private_build_cache = true;
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
    const std::string reload = session_.folders.reload();
    // A server that has not begun has no view yet, and receives the folders with the replay.
    if (reload.empty() || !server.takes_messages()) return;
    const auto messages =
        view_may_be_lost ? session_.folders.restore() : std::vector<std::string>{reload};
    for (const std::string& message : messages) {
        tell(server, "workspace/didChangeWorkspaceFolders", message);
    }
    server.aftermath.reload_sent();
    diagnose_again(server);
    switch_on_again(server);
    server.reloaded_order = order_;
    server.reloaded = turn_.now;
}

/// Answers gopls's open questions so that it can continue: with the editor's last answer, else with
/// null.
void Engine::answer_for_editor(Server& server) {
    for (auto& [id, asked] : view_.server_requests) {
        if (asked.generation != server.generation || asked.answered_for_editor) continue;
        if (!ServerRequests::blocks_gopls(asked.method_id, turn_.now - asked.since)) continue;
        if (ServerRequests::is_for_a_person(asked.method_id) &&
            Watchdog::others_wait(server, asked, turn_) < settings_.stall.editor_window) {
            continue;
        }
        std::string result = "null";
        switch (asked.method_id) {
            case "workspace/applyEdit"_method:
                result = kNotApplied;
                EditorView::show_message(kEditUnanswered, turn_);
                break;
            case "workspace/configuration"_method:
                result = session_.configuration.known(asked.params)
                             .value_or(Configuration::nulls(asked.params));
                configuration_answered(server, asked);
                break;
            case "window/workDoneProgress/create"_method:
                // Its progress waits until the editor has really created the token.
                view_.progress.await_creation(asked.params);
                break;
            case "client/registerCapability"_method:
                if (asked.registers(kWatchedFiles)) workspace_.watching_answered(true, turn_);
                break;
            default:
                break;
        }
        asked.answered_for_editor = true;
        server.send(lsp::reply(asked.server_id, result), turn_);
    }
    server.activity.restart_window(turn_.now, "answered for the editor");
}

}  // namespace core
