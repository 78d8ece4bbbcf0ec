#include "observability/metrics/prometheus.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <utility>

#include "lsp/methods.hpp"
#include "observability/metrics/families.hpp"

namespace observability::metrics {
namespace {

using core::MethodMetrics;
using core::Status;
using core::VerdictKind;
using namespace std::chrono_literals;
using std::string_view;

constexpr std::array<core::Duration, 16> kRequestBounds{
    1ms, 5ms, 10ms, 25ms, 50ms, 100ms, 150ms, 250ms, 500ms, 1s, 2500ms, 5s, 10s, 30s, 60s, 120s};
/// The proxy adds microseconds.
constexpr std::array<core::Duration, 12> kAddedBounds{10us, 25us,   50us, 100us, 250us, 500us,
                                                      1ms,  2500us, 5ms,  10ms,  100ms, 1s};

constexpr std::array<string_view, core::kReplacementReasons> kReasons{"dead", "stuck", "asked",
                                                                      "online"};
constexpr std::array<string_view, core::kReplacementOutcomes> kEnds{"took_over", "averted",
                                                                    "failed", "dropped"};

/// Whether an editor can ask gopls for it.
bool is_request(string_view method) {
    const lsp::MethodTraits traits = lsp::traits(method);
    return lsp::is_known(method) && !traits.notification && !traits.of_server;
}

/// The methods that count under one label.
struct Merged {
    std::array<std::uint64_t, core::kOutcomes> outcomes{};
    std::uint64_t slow = 0;
    std::vector<const core::Histogram*> total;
};

std::map<string_view, Merged> by_label(const core::Metrics& metrics) {
    std::map<string_view, Merged> merged{{kOtherMethod, {}}};
    for (const string_view method : lsp::known_methods()) {
        if (is_request(method)) merged[method];
    }
    for (const auto& [method, m] : metrics.methods()) {
        Merged& of = merged[method_label(method)];
        for (std::size_t i = 0; i < core::kOutcomes; ++i) of.outcomes[i] += m.outcomes[i];
        of.slow += m.slow;
        of.total.push_back(&m.total);
    }
    return merged;
}

std::vector<const core::Histogram*> all_of(const core::Metrics& metrics,
                                           core::Histogram MethodMetrics::*part) {
    std::vector<const core::Histogram*> parts;
    for (const auto& [method, m] : metrics.methods()) parts.push_back(&(m.*part));
    return parts;
}

double number(std::uint64_t count) {
    return static_cast<double>(count);
}

void add_requests(Families& to, const Status& status) {
    const auto methods = by_label(status.metrics);
    to.counters("requests_total", "Requests of the editor that have ended, by outcome.");
    for (const auto& [method, of] : methods) {
        for (std::size_t i = 0; i < core::kOutcomes; ++i) {
            to.add(number(of.outcomes[i]),
                   {{"method", method}, {"outcome", core::kOutcomeNames[i]}});
        }
    }
    to.histograms("request_duration_seconds",
                  "Time from a request of the editor to its reply, as the editor perceives it.");
    for (const auto& [method, of] : methods) to.add(of.total, kRequestBounds, {{"method", method}});
    to.counters("requests_slow_total",
                "Requests that took longer than the thresholds of the slow.* settings.");
    for (const auto& [method, of] : methods) to.add(number(of.slow), {{"method", method}});
    to.histograms("request_queue_seconds",
                  "Time that requests waited in gopls's queue before gopls began to work on them.");
    to.add(all_of(status.metrics, &MethodMetrics::queue), kRequestBounds);
    to.histograms("request_service_seconds",
                  "Time from the moment when gopls began to work on a request to its reply.");
    to.add(all_of(status.metrics, &MethodMetrics::service), kRequestBounds);
    to.gauges("requests_in_flight", "Requests of the editor without a reply.");
    to.add(number(status.requests_in_flight));
}

/// Whether a stall can have this verdict.
bool is_of_stall(VerdictKind kind) {
    return kind != VerdictKind::kIdle && kind != VerdictKind::kBusy &&
           kind != VerdictKind::kUnknown && kind != VerdictKind::kInternalError &&
           kind != VerdictKind::kAsked;
}

void add_by_verdict(Families& to, const core::CountsByVerdict& counts) {
    for (std::size_t i = 0; i < core::kVerdictKinds; ++i) {
        const auto kind = static_cast<VerdictKind>(i);
        if (is_of_stall(kind)) to.add(number(counts[kind]), {{"verdict", core::name(kind)}});
    }
}

void add_stalls(Families& to, const Status& status) {
    const core::Counters& c = status.metrics.counters;
    to.counters("stalls_detected_total", "Stalls and other faults of gopls, by verdict.");
    add_by_verdict(to, c.stalls_detected);
    to.counters("stalls_acted_on_total", "Of these, the ones that a remedy was applied to.");
    add_by_verdict(to, c.stalls_acted_on);
    to.counters("replacements_total",
                "Servers started to replace gopls, by reason, once their start has ended.");
    for (std::size_t reason = 0; reason < core::kReplacementReasons; ++reason) {
        for (std::size_t end = 0; end < core::kReplacementOutcomes; ++end) {
            to.add(number(c.started[reason][static_cast<core::ReplacementOutcome>(end)]),
                   {{"reason", kReasons[reason]}, {"outcome", kEnds[end]}});
        }
    }
    to.histograms("recovery_seconds",
                  "Time from the beginning of a stall that was acted on to the first answer.");
    to.add(std::array{&status.metrics.recovery}, kRequestBounds);
    to.gauges("circuit_open", "1 while the budget of automatic replacements is used up.");
    to.add(status.circuit_open ? 1 : 0);
}

void add_proxy(Families& to, const Status& status) {
    const core::Counters& c = status.metrics.counters;
    to.gauges("open_documents", "Documents that the editor has open.");
    to.add(number(status.open_documents));
    to.counters("bytes_total", "Bytes that the proxy has read from each side.");
    to.add(number(c.bytes_from_editor), {{"direction", "from_editor"}});
    to.add(number(c.bytes_from_gopls), {{"direction", "from_gopls"}});
    to.counters("framing_errors_total", "Breaches of the framing, by the editor or by gopls.");
    to.add(number(c.framing_errors));
    to.counters("opaque_messages_total",
                "Messages that the proxy did not understand and forwarded unchanged.");
    to.add(number(c.opaque_messages));
    to.counters("internal_errors_total", "Exceptions in the proxy's own logic.");
    to.add(number(c.internal_errors));
    to.histograms("added_seconds",
                  "Time from reading messages to writing them: the latency that the proxy adds.");
    to.add(std::array{&status.metrics.added}, kAddedBounds);
}

void add_gopls(Families& to, const Sample& sample) {
    to.gauges("gopls_resident_memory_bytes",
              "Resident memory of the active gopls, without its child processes.");
    to.add(number(sample.gopls.resident_bytes));
    to.counters("gopls_cpu_seconds_total",
                "CPU time of the active gopls, without its child processes.");
    to.add(core::seconds(sample.gopls.cpu));
    to.gauges("gopls_start_seconds",
              "Time from the start of the active gopls to the end of a phase; 0 before that.");
    const auto& active = sample.status.active;
    const auto add = [&](string_view phase, std::optional<core::Duration> Status::Server::*after) {
        const auto known = active ? (*active).*after : std::nullopt;
        to.add(core::seconds(known.value_or(core::Duration{})), {{"phase", phase}});
    };
    add("initialized", &Status::Server::initialized_after);
    add("loaded", &Status::Server::loaded_after);
    add("first_answer", &Status::Server::first_answer_after);
    to.gauges("gopls_start_phase_seconds",
              "Time that a phase of the start of the active gopls took; 0 before its end.");
    for (std::size_t i = 0; i < core::kStartPhases; ++i) {
        const auto phase = static_cast<core::StartPhase>(i);
        const auto took = active ? active->start[phase] : std::nullopt;
        to.add(took ? core::seconds(*took) : 0, {{"phase", core::name(phase)}});
    }
}

void add_session(Families& to, const Sample& sample) {
    const Status& status = sample.status;
    to.gauges("state", "1 for the state that the session is in, as in gopls-proxy status.");
    for (int i = 0; i <= static_cast<int>(Status::State::kEnded); ++i) {
        const auto state = static_cast<Status::State>(i);
        to.add(status.state() == state ? 1 : 0, {{"state", core::name(state)}});
    }
    to.gauges("session_info", "Always 1; the labels describe the session.");
    // The rest of the path would tell where things are, and names the user.
    const std::string folder =
        status.folders.empty() ? std::string()
                               : std::filesystem::path(status.folders.front()).filename().string();
    to.add(1, {{"editor", label_text(status.editor_name)},
               {"workspace", label_text(folder)},
               {"mode", core::name(status.mode)}});
    to.gauges("build_info", "Always 1; the label is the version of the proxy.");
    to.add(1, {{"version", sample.version}});
}

}  // namespace

string_view method_label(string_view method) {
    return is_request(method) ? method : kOtherMethod;
}

std::vector<prometheus::MetricFamily> SessionMetrics::Collect() const {
    Families families;
    add_requests(families, sample_.status);
    add_stalls(families, sample_.status);
    add_proxy(families, sample_.status);
    add_gopls(families, sample_);
    add_session(families, sample_);
    if (sample_.pid != 0) families.label_all("pid", std::to_string(sample_.pid));
    return families.take();
}

std::string text(Sample sample) {
    return prometheus::TextSerializer().Serialize(SessionMetrics(std::move(sample)).Collect());
}

}  // namespace observability::metrics
