#include "core/report/status.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace core {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const std::optional<Status::Head>& head) {
    if (!head) return nullptr;
    return {{"method", head->method},
            {"age_seconds", seconds(head->age)},
            {"quiet_seconds", seconds(head->quiet)}};
}

ordered_json json_of(const std::optional<Status::Stall>& stall) {
    if (!stall) return nullptr;
    return {{"verdict", name(stall->verdict)}, {"sentence", stall->sentence}};
}

ordered_json json_of(const StartPhases& start, const std::vector<SlowerPhase>& slower) {
    ordered_json phases = ordered_json::object();
    for (std::size_t i = 0; i < kStartPhases; ++i) {
        const auto phase = static_cast<StartPhase>(i);
        if (start[phase]) phases[std::string(name(phase))] = seconds(*start[phase]);
    }
    ordered_json list = ordered_json::array();
    for (const SlowerPhase& phase : slower) {
        list.push_back({{"phase", name(phase.phase)},
                        {"seconds", seconds(phase.took)},
                        {"usual_seconds", seconds(phase.usual)}});
    }
    std::string text = in_words(start);
    if (!slower.empty()) text += "; " + in_words(slower);
    return {{"text", std::move(text)},
            {"phases_seconds", std::move(phases)},
            {"slower", std::move(list)}};
}

ordered_json json_of(const std::optional<Status::Server>& server) {
    if (!server) return nullptr;
    return {{"generation", server->generation},
            {"phase", server->phase},
            {"gopls", server->place},
            {"pid", server->pid == 0 ? ordered_json() : ordered_json(server->pid)},
            {"age_seconds", seconds(server->age)},
            {"offline", server->offline},
            {"start", json_of(server->start, server->slower)},
            {"last_work", server->last_work},
            {"head", json_of(server->head)},
            {"stall", json_of(server->stall)}};
}

ordered_json json_of(const std::optional<Status::LastIncident>& incident) {
    if (!incident) return nullptr;
    return {{"number", incident->number},
            {"verdict", name(incident->verdict)},
            {"sentence", incident->sentence},
            {"open", incident->open},
            {"age_seconds", seconds(incident->ago)}};
}

ordered_json json_of(const Status::Waiting& request) {
    // An id that came in as invalid JSON is shown as text.
    ordered_json id = ordered_json::parse(request.id, nullptr, false);
    if (id.is_discarded()) id = request.id;
    return {{"id", std::move(id)},
            {"method", request.method},
            {"waited_seconds", seconds(request.waited)},
            {"generation", request.generation},
            {"trace_id", to_text(request.trace)}};
}

ordered_json json_of(std::string_view method, const MethodMetrics& m) {
    const auto of = [&](Outcome outcome) { return m.outcomes[static_cast<std::size_t>(outcome)]; };
    return {{"method", method},
            {"count", m.total.count()},
            {"p50_seconds", seconds(m.total.percentile(0.5))},
            {"p99_seconds", seconds(m.total.percentile(0.99))},
            {"max_seconds", seconds(m.total.max())},
            {"queue_p99_seconds", seconds(m.queue.percentile(0.99))},
            {"slow", m.slow},
            {"errors", of(Outcome::kError)},
            {"cancelled", of(Outcome::kCancelled)},
            {"reissued", of(Outcome::kReissued)},
            {"lost", of(Outcome::kLost)}};
}

/// Returns the methods with the most requests first.
ordered_json methods_of(const Metrics& metrics) {
    std::vector<std::pair<std::string_view, const MethodMetrics*>> rows;
    for (const auto& [method, m] : metrics.methods()) {
        // A request is slow before it is answered.
        if (m.total.count() > 0 || m.slow > 0) rows.emplace_back(method, &m);
    }
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return a.second->total.count() > b.second->total.count();
    });
    ordered_json list = ordered_json::array();
    for (const auto& [method, m] : rows) list.push_back(json_of(method, *m));
    return list;
}

/// A silence that a person may wonder about, before it is a stall.
constexpr Duration kNoticedSilence = std::chrono::seconds(2);

bool is_quiet(const Status::Server& server) {
    return server.head && server.head->quiet >= kNoticedSilence;
}

/// Returns what gopls does with its head: "been working on textDocument/hover for 300 ms".
std::string work_on(const Status::Head& head, bool quiet) {
    if (!quiet) return "been working on " + head.method + " for " + human(head.age);
    return "had " + head.method + " for " + human(head.age) + " and shown no sign of work for " +
           human(head.quiet);
}

/// Returns how many servers took over from another one.
std::uint64_t took_over(const Counters& counters) {
    std::uint64_t count = 0;
    for (const auto& by_outcome : counters.started) {
        count += by_outcome[ReplacementOutcome::kTookOver];
    }
    return count;
}

}  // namespace

std::string_view name(Status::State state) {
    switch (state) {
        case Status::State::kNew:
            return "new";
        case Status::State::kLoading:
            return "loading";
        case Status::State::kHealthy:
            return "healthy";
        case Status::State::kQuiet:
            return "quiet";
        case Status::State::kStuck:
            return "stuck";
        case Status::State::kReplacing:
            return "replacing";
        case Status::State::kParked:
            return "parked";
        case Status::State::kOff:
            return "off";
        case Status::State::kEnded:
            return "ended";
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

Status::State Status::state() const {
    if (ended) return State::kEnded;
    if (mode == Mode::kOff) return State::kOff;
    if (parked) return State::kParked;
    if (!active) return running ? State::kReplacing : State::kNew;
    if (active->stall) return State::kStuck;
    if (!running) return State::kNew;
    if (active->phase != "ready") return State::kLoading;
    return is_quiet(*active) ? State::kQuiet : State::kHealthy;
}

std::string Status::summary() const {
    switch (state()) {
        case State::kEnded:
            return "The session has ended.";
        case State::kOff:
            return "The proxy only forwards messages: nothing is detected or replaced.";
        case State::kReplacing:
            return "gopls is gone, and a fresh one is being started.";
        case State::kParked:
            return "gopls is stopped while its caches are cleaned; requests wait for it.";
        case State::kStuck: {
            std::string text = active->stall->sentence + ".";
            if (standby || replacement_planned) text += " A fresh gopls is being prepared.";
            if (circuit_open) text += " The budget of replacements is used up.";
            return text;
        }
        case State::kNew:
            return active ? "The session has not begun: the editor has not initialized gopls yet."
                          : "gopls is being started.";
        case State::kLoading:
            return "gopls has been loading the workspace for " + human(active->age) +
                   (active->head ? ", and has " + work_on(*active->head, is_quiet(*active)) : "") +
                   ".";
        case State::kQuiet:
            return "gopls has " + work_on(*active->head, true) + ".";
        case State::kHealthy:
            if (standby) return "gopls works, and a fresh one is being prepared beside it.";
            if (active->head) return "gopls has " + work_on(*active->head, false) + ".";
            return "gopls works: nothing waits for it.";
    }
    return {};
}

ordered_json to_json(const Status& status) {
    const Counters& c = status.metrics.counters;
    ordered_json waiting = ordered_json::array();
    for (const Status::Waiting& request : status.waiting) waiting.push_back(json_of(request));
    ordered_json editor = nullptr;
    if (!status.editor_name.empty()) {
        editor = {{"name", status.editor_name}, {"version", status.editor_version}};
    }
    return {{"schema", Status::kSchema},
            {"state", name(status.state())},
            {"summary", status.summary()},
            {"mode", name(status.mode)},
            {"circuit_open", status.circuit_open},
            {"editor", std::move(editor)},
            {"folders", status.folders},
            {"active", json_of(status.active)},
            {"standby", json_of(status.standby)},
            {"requests_in_flight", status.requests_in_flight},
            {"waiting", std::move(waiting)},
            {"open_documents", status.open_documents},
            {"texts_certain", status.texts_certain},
            {"last_incident", json_of(status.last_incident)},
            {"stalls_detected", c.stalls_detected.total()},
            {"stalls_acted_on", c.stalls_acted_on.total()},
            {"replacements", took_over(c)},
            {"averted", c.averted},
            {"opaque_messages", c.opaque_messages},
            {"internal_errors", c.internal_errors},
            {"added_p50_seconds", seconds(status.metrics.added.percentile(0.5))},
            {"added_p99_seconds", seconds(status.metrics.added.percentile(0.99))},
            {"recent",
             {{"requests", status.recent.count()},
              {"p99_seconds", seconds(status.recent.percentile(0.99))}}},
            {"methods", methods_of(status.metrics)}};
}

}  // namespace core
