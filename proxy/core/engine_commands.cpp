// Commands that a person gives to the proxy in the editor or at a terminal. They are always
// executed, whatever the budget (docs/design.md, "Budget"), and answered at once, an incident after
// a sample of gopls's processes. The takeover by a fresh gopls is shown as progress.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// Limit for a sample, which takes milliseconds: a person is waiting.
constexpr Duration kLookTime = 2s;

/// How long requests may wait for a parked gopls.
constexpr Duration kParkedAtMost = 10min;

constexpr std::string_view kNotBegun = "the session has not started yet";

}  // namespace

void Engine::proxy_command_requested(Pending& pending, ProxyCommand command) {
    pending.is_proxy_command = true;
    pending.slow_at = Time::max();
    if (command == ProxyCommand::kIncident && can_execute(command)) return incident_asked();
    const CommandResult done = execute(command);
    if (done.problem.empty()) {
        requests_.answer(pending, done.result, Outcome::kOk, turn_);
    } else {
        fail(pending, lsp::ErrorCode::kRequestFailed, "gopls-proxy: " + done.problem,
             Outcome::kError);
    }
}

Effects& Engine::control(std::uint64_t token, ProxyCommand command, Time now) {
    return turn(now, [&] {
        if (command == ProxyCommand::kIncident && can_execute(command)) {
            incident_tokens_.push_back(token);
            return incident_asked();
        }
        CommandResult done = execute(command);
        turn_.out.add(effect::CommandDone{token, std::move(done.problem), std::move(done.result)});
    });
}

bool Engine::can_execute(ProxyCommand command) const {
    return is_offered(command, turn_.mode);
}

/// Executes a command that ends at once: any but `kIncident`.
Engine::CommandResult Engine::execute(ProxyCommand command) {
    if (command == ProxyCommand::kStatus) return {{}, status_text()};
    if (!can_execute(command)) {
        // The mode may have changed since the commands were announced.
        if (settings_.mode == turn_.mode) {
            return {"not available with mode = \"" + std::string(name(turn_.mode)) + "\""};
        }
        return {"it only forwards messages since an internal error; restart the language server"};
    }
    switch (command) {
        case ProxyCommand::kReload:
            return {reload_asked()};
        case ProxyCommand::kRestart:
            return {restart_asked(CacheUse::kSame)};
        case ProxyCommand::kRestartClean:
            return {restart_asked(CacheUse::kClean)};
        case ProxyCommand::kPark:
            return {park_asked()};
        case ProxyCommand::kUnpark:
            return {unpark_asked()};
        case ProxyCommand::kStatus:
        case ProxyCommand::kIncident:
            break;
    }
    return {};
}

std::string Engine::reload_asked() {
    if (replacements_.parked()) return "gopls is parked";
    if (!pool_.active() || pool_.active()->phase != Server::Phase::kReady)
        return "gopls is already loading";
    if (session_.folders.reload().empty()) return "no workspace folder is open";
    log({LogLevel::kInfo, Event::kAsked, {{"command", "reload"}}});
    reload_views(*pool_.active());
    return {};
}

std::string Engine::restart_asked(CacheUse cache) {
    if (session_.phase != Session::Phase::kRunning) return std::string(kNotBegun);
    if (!documents_.all_trusted()) {
        return "gopls cannot be replaced: " + std::string(kUncertainText) + std::string(kHowToHeal);
    }
    log({LogLevel::kInfo,
         Event::kAsked,
         {{"command", "restart"}, {"cache", cache == CacheUse::kClean ? "clean" : "warm"}}});
    if (const auto coming = replacements_.take_planned(turn_)) {
        // An answer of the old gopls must not cancel what a person has requested.
        spawn({pool_.active() ? SpawnReason::kAskedFor : coming->spawn_reason, cache,
               coming->network});
        return {};
    }
    if (!pool_.active()) return {};
    if (pool_.standby()) {
        if (cache != CacheUse::kClean) {
            pool_.standby()->spawn_reason =
                SpawnReason::kAskedFor;  // from now on it is not dropped
            return {};
        }
        pool_.standby()->ends_as = ReplacementOutcome::kDropped;
        drop_standby("a clean cache was requested", "a clean cache was requested");
    }
    view_.progress.begin_own("preparing a fresh gopls", view_.server_requests, turn_);
    spawn({SpawnReason::kAskedFor, cache, Network::kNormal});
    return {};
}

/// Ends gopls, so that nothing uses its caches. What the editor sends meanwhile is recorded, and
/// its requests wait, as after a death.
std::string Engine::park_asked() {
    if (session_.phase != Session::Phase::kRunning) return std::string(kNotBegun);
    if (replacements_.parked()) return "gopls is parked already";
    if (pool_.active() && pool_.active()->place == Server::Place::kElsewhere) {
        return "gopls runs elsewhere, with other caches";
    }
    if (!documents_.all_trusted()) {
        return "gopls cannot be ended: " + std::string(kUncertainText) + std::string(kHowToHeal);
    }
    log({LogLevel::kInfo, Event::kAsked, {{"command", "park"}}});
    if (pool_.standby()) {
        pool_.standby()->ends_as = ReplacementOutcome::kDropped;
        drop_standby("gopls is parked", "gopls is parked");
    }
    Replacements::Plan plan{SpawnReason::kAskedFor, CacheUse::kSame, Network::kNormal};
    if (const auto coming = replacements_.take_planned(turn_)) plan = *coming;
    if (Server* server = pool_.active()) {
        const Generation generation = server->generation;
        plan.network = server->network;
        view_.progress.end_all(server->gated.progress, turn_);
        pool_.retire(*server, false, turn_);
        reclaim_requests(generation);
    }
    journal_.close("parked", turn_);
    plan.parked = true;
    replacements_.plan(plan, turn_.now + kParkedAtMost, turn_);
    view_.progress.begin_own("gopls is stopped while its caches are cleaned", view_.server_requests,
                             turn_);
    return {};
}

std::string Engine::unpark_asked() {
    if (!replacements_.parked()) return "gopls is not parked";
    log({LogLevel::kInfo, Event::kAsked, {{"command", "unpark"}}});
    spawn(*replacements_.take_planned(turn_));
    return {};
}

/// Starts the server that had to wait until now.
void Engine::planned_due() {
    const auto plan = replacements_.take_planned(turn_);
    if (!plan) return;
    if (plan->parked) {
        log({LogLevel::kWarning,
             Event::kNote,
             {},
             "gopls has been parked for " + human(kParkedAtMost) + ", and is started again"});
    }
    spawn(*plan);
}

/// Takes a sample first, since the last one may be old: an idle gopls is not sampled.
void Engine::incident_asked() {
    if (!pool_.active() || !watching()) return keep_asked_incident();
    turn_.out.add(effect::Observe{pool_.active()->generation});
    turn_.alarms.set_if_unset(Alarm::kAsked, turn_.now + kLookTime);
}

/// Answers the commands that wait for a sample.
void Engine::keep_asked_incident() {
    turn_.alarms.clear(Alarm::kAsked);
    std::vector<Pending*> waiting = requests_.in_order();
    std::erase_if(waiting, [](const Pending* pending) { return !pending->is_proxy_command; });
    if (waiting.empty() && incident_tokens_.empty()) return;
    const std::string result = incident_of_now();
    for (Pending* pending : waiting) {
        requests_.answer(*pending, result, Outcome::kOk, turn_);
    }
    for (const std::uint64_t token : std::exchange(incident_tokens_, {})) {
        turn_.out.add(effect::CommandDone{token, {}, result});
    }
}

std::string Engine::incident_of_now() {
    if (!pool_.active()) return "null";
    const bool during_stall = journal_.is_open();
    Verdict seen{verdict::Asked{}};
    if (!during_stall) {
        if (const auto head = pool_.active()->queue.awaited()) {
            seen.head.method = head->method;
            seen.head.is_notification = head->notification;
            seen.head.age = turn_.now - head->since;
            seen.head.quiet = Watchdog::quiet_at_head(*pool_.active(), turn_.now);
        }
        seen.head.work = pool_.active()->activity.last_work();
    }
    open_incident(seen, *pool_.active());
    if (!during_stall) journal_.close("asked", turn_);
    return nlohmann::json{{"incident", journal_.newest()->number()},
                          {"verdict", core::name(journal_.newest()->verdict().kind())},
                          {"see", "gopls-proxy incidents show latest"}}
        .dump();
}

std::string Engine::status_text() const {
    // The name of a method may be any bytes.
    return to_json(status(turn_.now))
        .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace core
