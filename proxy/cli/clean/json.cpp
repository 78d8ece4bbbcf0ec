#include "cli/clean/json.hpp"

#include <nlohmann/json.hpp>

#include "app/incidents/mask.hpp"
#include "cli/refresh/json.hpp"
#include "core/base/time.hpp"

namespace cli::clean {
namespace {

using Json = nlohmann::ordered_json;

/// Increased whenever a member changes its meaning or is removed.
constexpr int kSchema = 1;

Json text_or_null(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

Json pid_or_null(int pid) {
    return pid == 0 ? Json() : Json(pid);
}

Json to_json(const Sources& sources) {
    Json list = Json::array();
    if (sources.process_table) list.push_back("process_table");
    if (sources.holdings) list.push_back("holdings");
    if (sources.sockets) list.push_back("sockets");
    return list;
}

Json to_json(const Gopls& gopls) {
    return {{"pid", gopls.process.pid},
            {"role", name_of(gopls.role)},
            {"proxy_pid", pid_or_null(gopls.proxy_pid)},
            {"editor", text_or_null(gopls.editor)},
            {"folder", text_or_null(gopls.folder)},
            {"age_seconds", gopls.process.age.count()},
            {"resident_bytes", gopls.process.resident_bytes},
            {"cache", text_or_null(gopls.caches.gopls_cache)},
            {"listens", gopls.process.listens},
            {"seen_in", to_json(gopls.sources)}};
}

Json to_json(const Companion& companion) {
    return {{"pid", companion.process.pid},
            {"sort", name_of(companion.sort)},
            {"command", app::incidents::masked_arguments(companion.process.argv)},
            {"folder", text_or_null(companion.process.working_folder)},
            {"age_seconds", companion.process.age.count()},
            {"orphan", companion.is_orphan},
            {"gopls_pid", pid_or_null(companion.gopls_pid)}};
}

Json to_json(const FileUse& use) {
    return {{"pid", use.pid}, {"name", use.name}, {"path", use.path}};
}

Json to_json(const Use& use) {
    return {{"pid", use.pid},
            {"name", use.name},
            {"evidence", use.evidence},
            {"proxy_pid", pid_or_null(use.proxy_pid)}};
}

Json to_json(const io::TreeSize& size) {
    return {{"bytes", size.bytes}, {"entries", size.entries}, {"complete", size.complete}};
}

Json to_json(const Ended& ended);
Json to_json(const Parked& parked);

template <typename Values>
Json list_of(const Values& values) {
    Json list = Json::array();
    for (const auto& value : values) list.push_back(to_json(value));
    return list;
}

Json to_json(const Outcome& outcome) {
    return {{"state", name_of(outcome.state)},
            {"reason", text_or_null(outcome.reason)},
            {"deleted_entries", outcome.deletion.entries},
            {"freed_bytes", outcome.deletion.freed_bytes},
            {"left_at", text_or_null(outcome.left_at)},
            {"size_after", to_json(outcome.size_after)}};
}

Json to_json(const Item& item, const std::optional<Outcome>& outcome) {
    return {{"kind", name_of(item.candidate.kind)},
            {"path", item.candidate.path},
            {"decision", name_of(item.decision)},
            {"reason", text_or_null(item.reason)},
            {"size", to_json(item.candidate.size)},
            {"used_by", list_of(item.candidate.uses)},
            {"outcome", outcome ? to_json(*outcome) : Json()}};
}

Json to_json(const Ended& ended) {
    return {{"pid", ended.process.pid},
            {"name", ended.process.name},
            {"gone", ended.is_gone},
            {"killed", ended.was_killed}};
}

Json to_json(const Parked& parked) {
    const auto& after = parked.loaded_after;
    return {{"proxy_pid", parked.proxy_pid},
            {"folders", parked.folders},
            {"problem", text_or_null(parked.problem)},
            {"end", parked.problem.empty() ? Json(name_of(parked.end)) : Json()},
            {"loaded_after_seconds", after ? Json(core::seconds(*after)) : Json()}};
}

}  // namespace

std::string json_of(const Run& run) {
    Json items = Json::array();
    for (std::size_t i = 0; i < run.plan.items.size(); ++i) {
        items.push_back(
            to_json(run.plan.items[i], i < run.outcomes.size() ? run.outcomes[i] : std::nullopt));
    }
    Json to_end = Json::array();
    for (const Use& use : run.plan.to_end) to_end.push_back(to_json(use));
    Json refresh_problems = Json::array();
    for (const std::string& problem : run.refresh.problems) {
        refresh_problems.push_back(app::incidents::mask_secrets(problem));
    }
    Json without_folder = Json::array();
    for (const Kind kind : run.without_folder) without_folder.push_back(name_of(kind));
    Json remaining;
    if (run.remaining) {
        remaining = {{"process_table", run.remaining->process_table},
                     {"holdings", run.remaining->holdings},
                     {"sockets", run.remaining->sockets}};
    }
    const Json document = {
        {"schema", kSchema},
        {"dry_run", !run.acted},
        {"interrupted", run.interrupted},
        {"processes_visible", run.inventory.known},
        {"gopls", list_of(run.inventory.gopls)},
        {"companions", list_of(run.inventory.companions)},
        {"locks", list_of(run.inventory.locks)},
        {"writers", list_of(run.inventory.writers)},
        {"items", std::move(items)},
        {"without_folder", std::move(without_folder)},
        {"to_end", std::move(to_end)},
        {"ended", list_of(run.ended)},
        {"remaining", std::move(remaining)},
        {"to_park", run.plan.to_park},
        {"parked", list_of(run.parked)},
        {"refresh", refresh::to_json(run.refresh.steps, run.refresh.results)},
        {"refresh_problems", std::move(refresh_problems)},
        {"freed_bytes", run.freed_bytes()},
        {"exit_code", exit_code(run)},
    };
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cli::clean
