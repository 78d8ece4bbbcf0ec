// Commands that a person gives to the proxy in the editor. They are always executed, whatever the
// budget (docs/design.md, "Budget"), and answered at once, an incident after a sample of gopls's
// processes. The takeover by a fresh gopls is shown as progress.
#include <nlohmann/json.hpp>
#include <utility>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// Limit for a sample, which takes milliseconds: a person is waiting.
constexpr Duration kLookTime = 2s;

std::string_view name(Server::Phase phase) {
    switch (phase) {
        case Server::Phase::kSpawned:
            return "spawned";
        case Server::Phase::kInitializing:
            return "initializing";
        case Server::Phase::kInitialized:
            return "initialized";
        case Server::Phase::kLoading:
            return "loading";
        case Server::Phase::kReady:
            return "ready";
    }
    return "";
}

std::string_view name(Server::Place place) {
    switch (place) {
        case Server::Place::kUnknown:
            return "unknown";
        case Server::Place::kInTree:
            return "here";
        case Server::Place::kElsewhere:
            return "elsewhere, only watched";
    }
    return "";
}

std::string_view name(Mode mode) {
    switch (mode) {
        case Mode::kAct:
            return "act";
        case Mode::kObserve:
            return "observe";
        case Mode::kOff:
            return "off";
    }
    return "";
}

}  // namespace

void Engine::own_command_asked(const lsp::RequestId& id, OwnCommand command) {
    std::string problem;
    std::string result = "null";
    const bool is_pipe = turn_.mode == Mode::kOff;  // it was not when the commands were announced
    if (is_pipe && command != OwnCommand::kStatus) {
        return turn_.out.send_to_editor(
            lsp::error_reply(id.raw(), lsp::ErrorCode::kRequestFailed,
                             "gopls-proxy: it only forwards messages since an internal error; "
                             "restart the language server"));
    }
    switch (command) {
        case OwnCommand::kReload:
            problem = reload_asked();
            break;
        case OwnCommand::kRestart:
            problem = restart_asked(CacheUse::kSame);
            break;
        case OwnCommand::kRestartClean:
            problem = restart_asked(CacheUse::kClean);
            break;
        case OwnCommand::kStatus:
            result = status();
            break;
        case OwnCommand::kIncident:
            return incident_asked(id);
    }
    turn_.out.send_to_editor(problem.empty()
                                 ? lsp::reply(id.raw(), result)
                                 : lsp::error_reply(id.raw(), lsp::ErrorCode::kRequestFailed,
                                                    "gopls-proxy: " + problem));
}

std::string Engine::reload_asked() {
    if (!pool_.active() || pool_.active()->phase != Server::Phase::kReady)
        return "gopls is already loading";
    if (session_.folders.reload().empty()) return "no workspace folder is open";
    log({LogLevel::kInfo, Event::kAsked, {{"command", "reload"}}});
    reload_views(*pool_.active());
    return {};
}

std::string Engine::restart_asked(CacheUse cache) {
    if (session_.phase != Session::Phase::kRunning) return "the session has not started yet";
    if (!documents_.all_trusted()) {
        return "gopls cannot be replaced: " + std::string(kUncertainText) + std::string(kHowToHeal);
    }
    log({LogLevel::kInfo,
         Event::kAsked,
         {{"command", "restart"}, {"cache", cache == CacheUse::kClean ? "clean" : "warm"}}});
    if (const auto coming = replacements_.take_planned(turn_)) {
        // An answer of the old gopls must not cancel what a person has requested.
        spawn({pool_.active() ? Purpose::kAskedFor : coming->purpose, cache, coming->network});
        return {};
    }
    if (!pool_.active()) return {};
    if (pool_.standby()) {
        if (cache != CacheUse::kClean) {
            pool_.standby()->purpose = Purpose::kAskedFor;  // from now on it is not dropped
            return {};
        }
        drop_standby("a clean cache was requested", "a clean cache was requested");
    }
    view_.progress.begin_own("preparing a fresh gopls", view_.asked, turn_);
    spawn({Purpose::kAskedFor, cache, Network::kNormal});
    return {};
}

/// Takes a sample first, since the last one may be old: an idle gopls is not sampled.
void Engine::incident_asked(const lsp::RequestId& id) {
    incident_asked_by_.push_back(id);
    if (!pool_.active() || !watching()) return keep_asked_incident();
    turn_.out.add(effect::Observe{pool_.active()->generation});
    turn_.alarms.set_if_unset(Alarm::kAsked, turn_.now + kLookTime);
}

void Engine::keep_asked_incident() {
    turn_.alarms.clear(Alarm::kAsked);
    if (incident_asked_by_.empty()) return;
    const std::string result = incident_of_now();
    for (const lsp::RequestId& id : std::exchange(incident_asked_by_, {})) {
        turn_.out.send_to_editor(lsp::reply(id.raw(), result));
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
            seen.head.quiet = Watchdog::quiet_at_head(*pool_.active(), turn_);
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

std::string Engine::status() const {
    using nlohmann::ordered_json;
    const auto of_server = [&](const Server* server) -> ordered_json {
        if (!server) return nullptr;
        ordered_json result{{"generation", server->generation},
                            {"phase", name(server->phase)},
                            {"gopls", name(server->place)},
                            {"age_seconds", seconds(turn_.now - server->spawned)},
                            {"offline", server->offline()},
                            {"head", nullptr},
                            {"stall", nullptr}};
        if (const auto head = server->queue.awaited()) {
            result["head"] = {{"method", head->method},
                              {"age_seconds", seconds(turn_.now - head->since)},
                              {"quiet_seconds", seconds(Watchdog::quiet_at_head(*server, turn_))}};
        }
        if (server->episode) {
            result["stall"] = {{"verdict", core::name(server->episode->kind)},
                               {"sentence", sentence(server->episode->verdict)}};
        }
        return result;
    };
    const Counters& counters = turn_.metrics.counters;
    return ordered_json{{"mode", name(turn_.mode)},
                        {"circuit_open", replacements_.circuit_open(turn_)},
                        {"active", of_server(pool_.active())},
                        {"standby", of_server(pool_.standby())},
                        {"requests_in_flight", requests_.size()},
                        {"open_documents", documents_.all().size()},
                        {"texts_certain", documents_.all_trusted()},
                        {"stalls_detected", counters.stalls_detected},
                        {"stalls_acted_on", counters.stalls_acted_on},
                        {"replacements", counters.replacements},
                        {"averted", counters.averted}}
        .dump(-1, ' ', false, ordered_json::error_handler_t::replace);  // a method may be any bytes
}

}  // namespace core
