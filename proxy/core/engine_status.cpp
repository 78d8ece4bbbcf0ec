// The snapshot of a session for an observer (core/report/status).
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/engine.hpp"
#include "lsp/envelope.hpp"

namespace core {
namespace {

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

/// Returns a raw JSON string as text. Empty if it is none.
std::string text_of(std::string_view raw) {
    const auto value = nlohmann::json::parse(raw, nullptr, false);
    return value.is_string() ? value.get<std::string>() : std::string();
}

}  // namespace

std::vector<SlowerPhase> Engine::slower_phases(const Server& server,
                                               const StartPhases& start) const {
    if (server.spawn_reason != SpawnReason::kFirst || !server.start_times.loaded) return {};
    return slower_than_usual(start, usual_start_);
}

Status::Server Engine::status_of(const Server& server, Time now) const {
    Status::Server result;
    result.generation = server.generation;
    result.phase = name(server.phase);
    result.place = name(server.place);
    result.pid = server.process().pid;
    result.age = now - server.spawned;
    result.offline = server.offline();
    result.initialized_after = server.start_times.initialized;
    result.loaded_after = server.start_times.loaded;
    result.first_answer_after = server.start_times.first_answer;
    // Without probes nobody knows when the load has ended.
    if (watching()) result.start = start_of(server);
    result.slower = slower_phases(server, result.start);
    result.last_work = server.activity.last_work();
    if (const auto head = server.queue.awaited()) {
        result.head = {std::string(head->method), now - head->since,
                       Watchdog::quiet_at_head(server, turn_.now)};
    }
    if (server.episode) {
        result.stall = {server.episode->kind, sentence(server.episode->verdict)};
    }
    return result;
}

std::size_t Engine::requests_in_flight() const {
    return static_cast<std::size_t>(
        std::count_if(requests_.begin(), requests_.end(),
                      [](const auto& entry) { return !entry.second.is_proxy_command; }));
}

Status Engine::status(Time now) const {
    Status result;
    result.mode = turn_.mode;
    result.running = session_.phase == Session::Phase::kRunning;
    result.ended = ended_ || session_.phase >= Session::Phase::kShutDown;
    result.circuit_open = replacements_.circuit_open(now);
    result.folders = session_.folders.paths();
    result.replacement_planned = replacements_.planned().has_value();
    result.parked = replacements_.parked();
    result.open_documents = documents_.all().size();
    result.texts_certain = documents_.all_trusted();
    result.metrics = turn_.metrics;
    result.recent = turn_.metrics.recent(now);
    const auto client = lsp::member(session_.initialize_params(), "clientInfo");
    result.editor_name = text_of(lsp::member(client, "name"));
    result.editor_version = text_of(lsp::member(client, "version"));
    if (pool_.active()) result.active = status_of(*pool_.active(), now);
    if (pool_.standby()) result.standby = status_of(*pool_.standby(), now);
    for (const auto& [id, pending] : requests_) {
        if (pending.is_proxy_command) continue;
        result.waiting.push_back({id.raw(),
                                  std::string(pending.method->name),
                                  now - pending.received,
                                  pending.generation,
                                  {turn_.session_id, pending.order}});
    }
    result.requests_in_flight = requests_in_flight();
    std::sort(result.waiting.begin(), result.waiting.end(),
              [](const auto& a, const auto& b) { return a.waited > b.waited; });
    if (result.waiting.size() > Status::kMaxWaiting) result.waiting.resize(Status::kMaxWaiting);
    if (const auto& incident = journal_.newest()) {
        result.last_incident = {incident->number(), incident->verdict().kind(),
                                sentence(incident->verdict()), incident->open(),
                                now - incident->began()};
    }
    return result;
}

}  // namespace core
