#include "cli/health/json.hpp"

#include <cmath>
#include <string>
#include <string_view>

#include "app/incidents/mask.hpp"
#include "cli/incidents/reading.hpp"

namespace cli::health {
namespace {

using app::incidents::Json;

constexpr int kSchema = 1;

Json text_json(std::string_view text) {
    if (text.empty()) return nullptr;
    return incidents::printable(app::incidents::mask_secrets(text));
}

/// Returns the duration in units, to the microsecond: more digits are noise.
double rounded(Duration duration, double units_in_second) {
    const double microseconds = std::round(core::seconds(duration) * 1e6);
    return microseconds / (1e6 / units_in_second);
}

double in_milliseconds(Duration duration) {
    return rounded(duration, 1e3);
}

Json seconds_json(const std::optional<Duration>& duration) {
    if (!duration) return nullptr;
    return rounded(*duration, 1);
}

Json bytes_json(const std::optional<std::uint64_t>& bytes) {
    return bytes ? Json(*bytes) : Json(nullptr);
}

Json times_json(const Times& times) {
    return {{"count", times.count},
            {"answered", times.answered},
            {"failed", times.failed},
            {"unanswered", times.unanswered},
            {"mean_ms", in_milliseconds(times.mean)},
            {"p95_ms", in_milliseconds(times.p95)},
            {"max_ms", in_milliseconds(times.max)}};
}

Json kinds_json(const Figures& figures) {
    Json list = Json::array();
    for (const auto& [kind, times] : figures.by_kind) {
        Json entry{{"kind", kind}};
        entry.update(times_json(times));
        list.push_back(std::move(entry));
    }
    return list;
}

Json failures_json(const Results& results) {
    Json list = Json::array();
    for (const Request& request : results.requests) {
        if (request.fate == Request::Fate::kAnswered) continue;
        list.push_back({{"kind", name_of(request.kind)},
                        {"file", text_json(request.file)},
                        {"line", request.line},
                        {"round", request.round},
                        {"answered", request.fate == Request::Fate::kFailed},
                        {"error", text_json(request.error)}});
    }
    return list;
}

Json memory_json(const std::vector<Memory>& memory) {
    Json list = Json::array();
    for (const Memory& one : memory) {
        list.push_back({{"round", one.round},
                        {"heap_bytes", bytes_json(one.heap_bytes)},
                        {"resident_bytes", bytes_json(one.resident_bytes)}});
    }
    return list;
}

Json checks_json(const std::vector<Check>& checks) {
    Json list = Json::array();
    for (const Check& check : checks) {
        list.push_back({{"id", check.id},
                        {"state", name_of(check.state)},
                        {"measured", check.measured},
                        {"limit", check.limit},
                        {"sentence", text_json(check.sentence)}});
    }
    return list;
}

Json posted_json(const std::optional<Posted>& posted) {
    if (!posted) return nullptr;
    return {{"delivered", posted->delivered},
            {"attempts", posted->attempts},
            {"problem", text_json(posted->problem)}};
}

}  // namespace

Json json_of(const Outcome& outcome) {
    const Results& results = outcome.results;
    Json files = Json::array();
    for (const std::string& file : results.files) files.push_back(text_json(file));
    return {
        {"schema", kSchema},
        {"verdict", name_of(outcome.verdict)},
        {"exit_code", static_cast<int>(outcome.verdict)},
        {"summary", text_json(outcome.summary)},
        {"time", results.time},
        {"folder", text_json(results.folder)},
        {"gopls",
         {{"path", text_json(results.gopls_path)}, {"version", text_json(results.gopls_version)}}},
        {"files", std::move(files)},
        {"rounds", results.rounds},
        {"saves", results.saves},
        {"initialize_seconds", seconds_json(results.initialize)},
        {"load_seconds", seconds_json(results.load)},
        {"load_error", text_json(results.load_error)},
        {"gopls_ended", text_json(results.gopls_ended)},
        {"requests", kinds_json(outcome.figures)},
        {"all_requests", times_json(outcome.figures.all)},
        {"warm_up", times_json(outcome.figures.warm_up)},
        {"failures", failures_json(results)},
        {"memory", memory_json(results.memory)},
        {"peak_resident_bytes", bytes_json(results.peak_resident_bytes)},
        {"checks", checks_json(outcome.checks)},
        {"problem", text_json(results.problem)},
        {"interrupted", results.interrupted},
        {"incident", text_json(outcome.incident)},
        {"webhook", posted_json(outcome.posted)}};
}

}  // namespace cli::health
