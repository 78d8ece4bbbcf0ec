#include "core/evidence/incident.hpp"

#include <utility>

#include "core/detect/network_wait.hpp"

namespace core {
namespace {

using nlohmann::ordered_json;

/// Enough for every rung of every ladder, and a limit for anything that repeats without end.
constexpr std::size_t kMaxEvents = 200;

std::string_view name(Socket::State state) {
    switch (state) {
        case Socket::State::kConnecting:
            return "connecting";
        case Socket::State::kEstablished:
            return "established";
        case Socket::State::kOther:
            return "other";
    }
    return "other";
}

ordered_json json_of(const Process& p) {
    ordered_json sockets = ordered_json::array();
    for (const Socket& s : p.sockets) {
        sockets.push_back({{"remote", s.remote},
                           {"protocol", s.udp ? "udp" : "tcp"},
                           {"state", name(s.state)},
                           {"phase", name(phase_of(s))},
                           {"unacked_bytes", s.unacked_bytes}});
        if (s.received_bytes) sockets.back()["received_bytes"] = *s.received_bytes;
    }
    return {{"pid", p.ref.pid},
            {"parent", p.parent},
            {"state", std::string(1, p.state)},
            {"traced", p.traced},
            {"argv", p.argv},
            {"cpu_seconds", seconds(p.cpu)},
            {"run_delay_seconds", seconds(p.run_delay)},
            {"read_chars", p.read_chars},
            {"write_chars", p.write_chars},
            {"major_faults", p.major_faults},
            {"disk_read_bytes", p.disk_read_bytes},
            {"blocked_turns", p.blocked_turns},
            {"resident_bytes", p.resident_bytes},
            {"waits_for_lock_of", p.waits_for_lock_of},
            {"lock_file", p.lock_file},
            {"lock_holder", p.lock_holder},
            {"wait_channel", p.wait_channel},
            {"sockets", std::move(sockets)}};
}

ordered_json json_of(const Facts& facts) {
    return {{"head", facts.head},
            {"head_age_seconds", seconds(facts.head_age)},
            {"quiet_seconds", seconds(facts.quiet)},
            {"last_work", facts.work},
            {"owed", facts.owed},
            {"owed_age_seconds", seconds(facts.owed_age)},
            {"command", facts.command},
            {"pid", facts.pid},
            {"host", facts.host},
            {"peer", facts.peer},
            {"peer_state", facts.peer_state},
            {"lock_holder", facts.lock_holder},
            {"lock", facts.lock},
            {"wait_channel", facts.wait_channel},
            {"detail", facts.detail}};
}

}  // namespace

Incident::Incident(int number, Generation generation, Verdict verdict, Scene scene, Time now)
    : number_(number),
      generation_(generation),
      verdict_(std::move(verdict)),
      stalled_since_(now - verdict_.head.age),
      began_(now),
      processes_(ordered_json::array()),
      waiting_(ordered_json::array()),
      open_documents_(scene.open_documents),
      messages_(std::move(scene.messages)) {
    if (scene.processes) {
        for (const auto* part : {&scene.processes->processes, &scene.processes->carriers}) {
            for (const Process& p : *part) processes_.push_back(json_of(p));
        }
    }
    for (const Waiting& request : scene.waiting) {
        waiting_.push_back({{"id", request.id},
                            {"method", request.method},
                            {"waited_seconds", seconds(request.waited)},
                            {"trace_id", to_text(request.trace)}});
    }
    happened(now, sentence(verdict_));
}

void Incident::happened(Time now, std::string what) {
    if (timeline_.size() < kMaxEvents) timeline_.push_back({now, std::move(what)});
}

void Incident::tried(Time now, std::string_view remedy) {
    if (remedies_.size() < kMaxEvents) remedies_.emplace_back(remedy);
    happened(now, "remedy: " + std::string(remedy));
}

void Incident::ended(Time now, std::string_view outcome) {
    if (!open()) return;
    outcome_ = outcome;
    happened(now, "outcome: " + outcome_);
}

std::optional<Duration> Incident::answered(Time now) {
    if (answered_) return {};
    answered_ = now;
    happened(now, "gopls goes on");
    return now - stalled_since_;
}

void Incident::explained(Time now, std::string cause, const std::string& sentence) {
    stack_cause_ = std::move(cause);
    happened(now, "stacks: " + sentence);
}

effect::Incident Incident::effect() const {
    ordered_json timeline = ordered_json::array();
    for (const Event& event : timeline_) {
        timeline.push_back({{"at_seconds", since_stall(event.at)}, {"what", event.what}});
    }
    ordered_json document{{"schema", kSchema},
                          {"number", number_},
                          {"generation", generation_},
                          {"verdict", name(verdict_.kind())},
                          {"sentence", sentence(verdict_)},
                          {"outcome", open() ? "open" : outcome_},
                          {"remedies", remedies_},
                          {"seconds_to_verdict", since_stall(began_)},
                          {"seconds_to_answer", nullptr},
                          {"stack_cause", stack_cause_},
                          {"evidence", json_of(facts_of(verdict_))},
                          {"timeline", std::move(timeline)},
                          {"open_documents", open_documents_},
                          {"waiting_requests", waiting_},
                          {"processes", processes_}};
    if (answered_) document["seconds_to_answer"] = since_stall(*answered_);
    return {number_,
            generation_,
            std::string(name(verdict_.kind())),
            document.dump(2, ' ', false, ordered_json::error_handler_t::replace),
            messages_,
            open()};
}

}  // namespace core
