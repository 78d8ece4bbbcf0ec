#include "cli/trace/summary.hpp"

#include <algorithm>

#include "app/paint.hpp"
#include "cli/incidents/reading.hpp"
#include "observability/trace/wire.hpp"

namespace cli::trace {
namespace {

core::Duration length(const core::TraceRecord& record) {
    return record.ended - record.arrived;
}

std::string row(core::Duration length, const core::TraceRecord& record, std::string_view outcome) {
    const auto text = [](std::string_view raw) { return incidents::printable(raw); };
    std::string line = "  " + app::padded(core::human(length), 10) + text(record.method.view()) +
                       " (id " + text(record.id.view()) + "), " + std::string(outcome);
    const std::string_view uri = record.text.view();
    if (!uri.empty()) line += ", " + text(uri.substr(uri.rfind('/') + 1));
    return line + "\n";
}

}  // namespace

void Summary::add(const core::TraceRecord& record) {
    if (record.arrived == core::Time::max()) return;
    if (record.kind == core::TraceRecord::Kind::kOpen) open_.push_back(record);
    if (record.kind != core::TraceRecord::Kind::kRequest) return;
    ++requests_;
    if (record.outcome == core::Outcome::kCancelled) ++cancelled_;
    const auto slower = [&](const core::TraceRecord& other) {
        return length(other) >= length(record);
    };
    const auto place = std::find_if_not(slowest_.begin(), slowest_.end(), slower);
    slowest_.insert(place, record);
    if (slowest_.size() > kSlowest) slowest_.pop_back();
}

std::string Summary::text(core::Time now) const {
    std::string text = std::to_string(requests_) + " requests, " + std::to_string(cancelled_) +
                       " cancelled, " + std::to_string(open_.size()) + " without a reply yet\n";
    if (lost_ > 0) {
        text += std::to_string(lost_) + (lost_ == 1 ? " record is" : " records are") +
                " missing: there were more than the session keeps\n";
    }
    if (!open_.empty()) text += "Without a reply:\n";
    for (std::size_t i = 0; i < std::min(open_.size(), kSlowest); ++i) {
        text += row(std::max(core::Duration(), now - open_[i].arrived), open_[i], "waiting");
    }
    if (!slowest_.empty()) text += "Slowest:\n";
    for (const core::TraceRecord& record : slowest_) {
        text += row(length(record), record, core::name(record.outcome));
    }
    return text;
}

}  // namespace cli::trace
