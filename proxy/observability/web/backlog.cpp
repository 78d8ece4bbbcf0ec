#include "observability/web/backlog.hpp"

#include <chrono>
#include <utility>

#include "core/base/history.hpp"

namespace observability::web {

Json Backlog::add_history(const TracePart& part) {
    next_record_ = part.recorded.next;
    if (part.recorded.records.empty()) return nullptr;
    Json message = history_message(part);
    for (const Json& record : message["records"]) history_.push_back(record);
    while (history_.size() > core::History::kRecords) history_.pop_front();
    return message;
}

Json Backlog::add_minutes(const core::Metrics& metrics, const Clocks& clocks) {
    Json fresh = minutes_message(metrics, clocks);
    if (fresh == minutes_) return nullptr;
    minutes_ = std::move(fresh);
    return minutes_;
}

Json Backlog::add_usage(const Json& processes, const Clocks& clocks) {
    const double at = std::chrono::duration<double, std::milli>(clocks.since_1970).count();
    const auto usage = usage_of(processes, at, usages_.empty() ? nullptr : &usages_.back());
    if (!usage) return nullptr;
    usages_.push_back(*usage);
    if (usages_.size() > kMaxUsages) usages_.pop_front();
    return {{"type", "usage"}, {"points", Json::array({to_json(*usage)})}};
}

Json Backlog::set_incidents(Json list) {
    incidents_ = {{"type", "incidents"}, {"list", std::move(list)}};
    return incidents_;
}

std::vector<Json> Backlog::messages() const {
    Json points = Json::array();
    for (const Usage& usage : usages_) points.push_back(to_json(usage));
    std::vector<Json> all;
    all.push_back({{"type", "history"}, {"all", true}, {"records", history_}});
    all.push_back({{"type", "usage"}, {"all", true}, {"points", std::move(points)}});
    if (!incidents_.is_null()) all.push_back(incidents_);
    if (!minutes_.is_null()) all.push_back(minutes_);
    return all;
}

}  // namespace observability::web
