#include "cli/health/incident.hpp"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <random>
#include <utility>

#include "app/build_info.hpp"
#include "app/incidents/document.hpp"
#include "app/incidents/id.hpp"
#include "app/incidents/store.hpp"
#include "cli/health/json.hpp"

namespace cli::health {
namespace {

using app::incidents::Json;

constexpr int kIncidentSchema = 1;

Json null_if_empty(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

}  // namespace

std::string incident_document(const Outcome& outcome, const std::string& id) {
    const Results& results = outcome.results;
    Json evidence = Json::object();
    for (const Check& check : outcome.checks) {
        evidence[check.id] = check.measured + " (limit " + check.limit + ", " +
                             std::string(name_of(check.state)) + ")";
    }
    Json timeline = Json::array();
    for (const Moment& moment : results.log) {
        timeline.push_back({{"at_seconds", core::seconds(moment.at)}, {"what", moment.text}});
    }
    const Json document{{"schema", kIncidentSchema},
                        {"id", id},
                        {"time", results.time},
                        {"verdict", name_of(outcome.verdict)},
                        {"sentence", outcome.summary},
                        {"outcome", "measured by gopls-proxy health"},
                        {"evidence", std::move(evidence)},
                        {"timeline", std::move(timeline)},
                        {"proxy", {{"version", app::version_number()}, {"pid", ::getpid()}}},
                        {"gopls",
                         {{"path", results.gopls_path},
                          {"version", null_if_empty(results.gopls_version)},
                          {"built_with", nullptr}}},
                        {"platform", app::incidents::platform()},
                        {"folder", results.folder}};
    return app::incidents::text_of(document);
}

boost::system::result<SavedIncident, app::Failure> save_incident(const std::string& root,
                                                                 const Outcome& outcome,
                                                                 const Evidence& evidence,
                                                                 const std::string& report) {
    const app::incidents::Store store(root);
    const auto random = static_cast<std::uint16_t>(std::random_device{}());
    const std::string id =
        app::incidents::make_id(std::chrono::system_clock::now(), random, name_of(outcome.verdict));
    auto written = store.create(id);
    const std::pair<const char*, std::string> files[] = {
        {"incident.json", incident_document(outcome, id)},
        {"health.json", app::incidents::text_of(json_of(outcome))},
        {"report.txt", report},
        {"stderr.txt", evidence.stderr_tail},
        {"stacks.txt", evidence.stacks}};
    for (const auto& [name, content] : files) {
        if (written) written = store.write_masked(id, name, content);
    }
    if (!written) {
        return app::Failure{"cannot save the evidence in " + store.folder(id) + ": " +
                            written.error().message()};
    }
    const std::atomic<bool> stop{false};
    store.prune(id, stop);
    return SavedIncident{store.folder(id)};
}

}  // namespace cli::health
