// A fresh server: when it is started, and how it receives the state of the session (docs/design.md,
// "Standby").
#include <algorithm>
#include <utility>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {

void Engine::plan_replacement(Replacements::Plan plan, const Verdict& verdict) {
    const std::string_view refusal = no_replacement_because();
    if (plan.spawn_reason == SpawnReason::kReplaceStuck && !refusal.empty()) {
        return log({LogLevel::kWarning, Event::kNoReplacement, {}, std::string(refusal)});
    }
    if (pool_.standby() && pool_.standby()->spawn_reason == SpawnReason::kReturnOnline)
        return promote_return_standby(verdict);
    if (pool_.standby() || replacements_.planned()) return;
    if (!replacements_.allowed(turn_)) return open_circuit(verdict);
    const Time at = replacements_.begin(verdict, turn_);
    view_.progress.begin_own(plan.spawn_reason == SpawnReason::kReplaceDead
                                 ? "gopls has ended, starting a fresh one"
                                 : "gopls is stuck, preparing a fresh one",
                             view_.server_requests, turn_);
    if (at <= turn_.now) return spawn(plan);
    journal_.record({LogLevel::kInfo, Event::kReplacementPlanned, {{"in", at - turn_.now}}}, turn_);
    replacements_.plan(plan, at, turn_);
}

/// Returns why no server may replace a stuck gopls now. Empty if one may.
std::string_view Engine::no_replacement_because() const {
    if (pool_.active() && pool_.active()->place == Server::Place::kElsewhere)
        return "gopls runs elsewhere";
    if (!documents_.all_trusted()) return kUncertainText;
    if (replacements_.returns_of(VerdictKind::kOutOfMemory, turn_) > 1) {
        return "two replacements ran out of memory lately; raise the memory limit, or open fewer "
               "folders";
    }
    return {};
}

/// Uses the server that was to bring back the network, since the offline server that it waits for
/// is stuck.
void Engine::promote_return_standby(const Verdict& verdict) {
    pool_.standby()->spawn_reason = SpawnReason::kReplaceStuck;
    replacements_.begin_with_standby(verdict, turn_);
    take_over_when_due();
}

void Engine::spawn(const Replacements::Plan& plan) {
    const Network network = replacements_.network_of(plan, turn_);
    Server& fresh = pool_.add(plan.spawn_reason, network, turn_);
    const Generation generation = fresh.generation;
    fresh.cache = plan.cache;
    fresh.private_build_cache = replacements_.private_build_cache;
    const bool again = generation > 1 + replacements_.failed_starts.count();
    turn_.out.add(
        effect::Spawn{generation, plan.cache, network, again, replacements_.private_build_cache});
    const char* cache = plan.cache == CacheUse::kClean  ? "clean"
                        : plan.cache == CacheUse::kSame ? "warm"
                                                        : "start";
    Event spawned{LogLevel::kInfo, Event::kSpawn, {{"generation", generation}, {"cache", cache}}};
    if (network != Network::kNormal) spawned.fields.emplace_back("network", "offline");
    if (replacements_.private_build_cache) spawned.fields.emplace_back("build_cache", "own");
    if (pool_.is_standby(fresh)) spawned.fields.emplace_back("role", "standby");
    journal_.record(std::move(spawned), turn_);
    fresh.gate_open = plan.spawn_reason == SpawnReason::kFirst;
    if (plan.spawn_reason != SpawnReason::kFirst &&
        session_.phase >= Session::Phase::kInitializing) {
        initialize(fresh);
    }
}

/// Handles a failed start. A passing fault is not final: the requests are kept, and the start is
/// tried again. This does not use the budget, since nothing was replaced.
void Engine::not_started(Server& server, StartFault fault, const std::string& reason,
                         int exit_code) {
    const auto pause = replacements_.failed_starts.failed(fault, gopls_has_run());
    const bool may_try = turn_.mode == Mode::kAct &&
                         server.spawn_reason != SpawnReason::kReturnOnline &&
                         session_.phase < Session::Phase::kShutDown && !closing_;
    if (pause && may_try) {
        journal_.record({LogLevel::kWarning,
                         Event::kStartFailed,
                         {{"generation", server.generation}, {"retry_in", *pause}},
                         reason},
                        turn_);
        return start_again(server, *pause);
    }
    const Verdict verdict{verdict::RefusedStart{reason}};
    if (pool_.is_standby(server)) return standby_lost(verdict);
    if (fault == StartFault::kMissing) {
        EditorView::show_message(
            reason +
                ". Install gopls (`go install golang.org/x/tools/gopls@latest`), then "
                "restart the language server.",
            turn_);
    } else if (fault == StartFault::kBusy) {
        EditorView::show_message(
            reason + ". Restart the language server once the system has resources again.", turn_);
    }
    active_lost(verdict, exit_code);
}

void Engine::start_again(Server& server, Duration pause) {
    const SpawnReason reason = server.spawn_reason == SpawnReason::kFirst
                                   ? SpawnReason::kReplaceDead
                                   : server.spawn_reason;
    const Replacements::Plan plan{reason, server.cache, server.network};
    const Generation generation = server.generation;
    if (pool_.is_standby(server)) {
        pool_.retire(*pool_.standby(), false, turn_);
    } else {
        pool_.retire(*pool_.active(), false, turn_);
        reclaim_requests(generation);
        if (pool_.standby()) return promote_standby();
    }
    if (replacements_.planned()) return;
    replacements_.plan(plan, turn_.now + pause, turn_);
}

void Engine::initialize(Server& server) {
    server.initialize_id = own_id();
    server.phase = Server::Phase::kInitializing;
    server.start_times.initialize_sent = server.age(turn_.now);
    server.send(
        lsp::request(server.initialize_id.raw(), "initialize", session_.initialize_params()),
        turn_);
    server.queue.sent_request(server.initialize_id, "initialize", false, turn_.now);
    watchdog_.head_opened(server, turn_);
}

/// Returns the open documents, beginning with the one in use, since gopls first loads what it
/// belongs to. That is the document of the newest waiting request, else the one changed last. If
/// gopls may have no view, they keep the order in which the editor opened them: the first one then
/// decides the view.
std::vector<std::string> Engine::replay_order() const {
    std::vector<std::string> order;
    if (!session_.folders.has_view_for_sure()) {
        for (const auto& [key, document] : documents_.all()) order.push_back(key);
        std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
            return documents_.all().at(a).opened_order < documents_.all().at(b).opened_order;
        });
        return order;
    }
    std::string looked_at;
    std::uint64_t newest = 0;
    for (const auto& [key, document] : documents_.all()) {
        order.push_back(key);
        if (document.changed_order < newest) continue;
        newest = document.changed_order;
        looked_at = key;
    }
    newest = 0;
    for (const auto& [id, pending] : requests_) {
        if (pending.order < newest || pending.frame.empty()) continue;
        auto key = message_document_key(lsp::body_of(pending.frame));
        if (!key || !documents_.all().contains(*key)) continue;
        newest = pending.order;
        looked_at = *std::move(key);
    }
    const auto front = std::find(order.begin(), order.end(), looked_at);
    if (front != order.end()) std::rotate(order.begin(), front, front + 1);
    return order;
}

/// Replays the session to a freshly initialized server. From here on it receives every notification
/// on arrival.
void Engine::replay(Server& server) {
    const bool beside = pool_.is_standby(server);
    if (beside && !documents_.all_trusted()) return drop_unsure_standby();
    server.phase = Server::Phase::kLoading;
    server.start_times.load_began = server.age(turn_.now);
    const auto tell = [&](std::string message, std::string_view method) {
        server.send(std::move(message), turn_);
        server.queue.sent_notification(method, turn_.now);
    };
    tell(lsp::notification("initialized", "{}"), "initialized");
    for (std::string& message : session_.catch_up()) tell(std::move(message), "catch-up");
    any_withheld_ = false;
    for (const std::string& key : replay_order()) {
        if (key.empty()) continue;  // no `go list` succeeds while gopls has that document
        Document* entry = documents_.find(key);
        entry->withheld = entry->quarantined;
        any_withheld_ = any_withheld_ || entry->withheld;
        if (!entry->withheld) tell(Documents::did_open(*entry), "textDocument/didOpen");
    }
    server.load_probe = send_probe(server);
    switch_on_again(server);
    server.replayed_bytes = server.written_bytes;
    if (pool_.is_active(server)) deliver_held(server);
}

void Engine::drop_standby(std::string_view why, const std::string& told) {
    journal_.record({LogLevel::kInfo,
                     Event::kStandbyDropped,
                     {{"generation", pool_.standby()->generation}},
                     std::string(why)},
                    turn_);
    view_.progress.end_own(told, turn_);
    pool_.retire(*pool_.standby(), false, turn_);
}

/// Drops the standby, since no server takes over from a live gopls while a text is uncertain. A
/// person who asked for the replacement is told.
void Engine::drop_unsure_standby() {
    const SpawnReason reason = pool_.standby()->spawn_reason;
    pool_.standby()->ends_as = ReplacementOutcome::kDropped;
    drop_standby(kUncertainText, "gopls cannot be replaced now");
    if (reason == SpawnReason::kReturnOnline) replacements_.retry_online(turn_);
    if (reason == SpawnReason::kAskedFor) {
        EditorView::show_message("gopls was not replaced as requested: " +
                                     std::string(kUncertainText) + std::string(kHowToHeal),
                                 turn_);
    }
}

void Engine::standby_lost(const Verdict& verdict) {
    const bool was_returning = pool_.standby()->spawn_reason == SpawnReason::kReturnOnline;
    journal_.record(
        {LogLevel::kWarning, Event::kStandbyLost,
         log_fields({{"generation", pool_.standby()->generation}}, verdict), sentence(verdict)},
        turn_);
    if (verdict.kind() == VerdictKind::kGoCommandNetwork) replacements_.distrust_network(turn_);
    if (verdict.kind() == VerdictKind::kOutOfMemory) {
        replacements_.acted_on(verdict.kind(), turn_);
        if (replacements_.returns_of(verdict.kind(), turn_) == 2) report_memory_limit(verdict);
    }
    drop_standby("it failed as well", "the fresh gopls failed as well");
    if (was_returning) replacements_.retry_online_later(turn_);
}

/// Reports the second lack of memory: no third server is started.
void Engine::report_memory_limit(const Verdict& verdict) {
    EditorView::show_message(
        sentence(verdict) +
            ", for the second time. The proxy starts no other gopls. Raise the memory limit (of "
            "the container), set GOMEMLIMIT below it in gopls's environment, or open fewer "
            "folders; then restart the language server.",
        turn_);
}

void Engine::try_returning_online() {
    if (!pool_.active() || !pool_.active()->offline() || pool_.standby() ||
        replacements_.planned() || !acting())
        return;
    if (!documents_.all_trusted() || pool_.active()->loading()) {
        return replacements_.retry_online(turn_);
    }
    log({LogLevel::kInfo, Event::kReturnOnline});
    spawn({SpawnReason::kReturnOnline, CacheUse::kSame, Network::kNormal});
}

void Engine::open_circuit(const Verdict& verdict) {
    if (!replacements_.open_circuit(turn_)) return;
    EditorView::show_message(sentence(verdict) + ". " + Replacements::used_up(settings_) +
                                 ", so the proxy leaves gopls alone for " +
                                 human(settings_.budget.period) +
                                 ". The command gopls-proxy.restart replaces it at once.",
                             turn_);
}

}  // namespace core
