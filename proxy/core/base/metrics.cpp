#include "core/base/metrics.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace core {

void MethodMetrics::failed_after(Duration time, int error_code) {
    const bool counts_alone = failed.size() < kMaxErrorCodes || failed.contains(error_code);
    failed[counts_alone ? error_code : kOtherErrorCode].record(time);
}

MethodMetrics& Metrics::method(std::string_view name) {
    if (const auto it = methods_.find(name); it != methods_.end()) return it->second;
    if (methods_.size() >= kMaxMethods) name = kOther;
    return methods_[std::string(name)];
}

Histogram Metrics::all_requests() const {
    Histogram all;
    for (const auto& [name, m] : methods_) {
        if (name != "initialize") all.add(m.total);
    }
    return all;
}

std::string Metrics::table() const {
    std::vector<std::pair<std::string_view, const MethodMetrics*>> rows;
    for (const auto& [name, m] : methods_) rows.emplace_back(name, &m);
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return a.second->service.count() > b.second->service.count();
    });
    char line[256];
    std::snprintf(line, sizeof line, "%-36s %7s %9s %9s %9s %9s %6s %6s %6s %6s %6s", "method",
                  "count", "queue p50", "serve p50", "serve p99", "max", "error", "cancel", "reiss",
                  "lost", "slow");
    std::string table = line;
    for (const auto& [name, m] : rows) {
        std::snprintf(
            line, sizeof line, "\n%-36.*s %7llu %9s %9s %9s %9s %6llu %6llu %6llu %6llu %6llu",
            static_cast<int>(name.size()), name.data(),
            static_cast<unsigned long long>(m->service.count()),
            human(m->queue.percentile(0.5)).c_str(), human(m->service.percentile(0.5)).c_str(),
            human(m->service.percentile(0.99)).c_str(), human(m->service.max()).c_str(),
            static_cast<unsigned long long>(m->outcomes[1]),
            static_cast<unsigned long long>(m->outcomes[2]),
            static_cast<unsigned long long>(m->outcomes[3]),
            static_cast<unsigned long long>(m->outcomes[4]),
            static_cast<unsigned long long>(m->slow));
        table += line;
    }
    const Counters& c = counters;
    std::snprintf(
        line, sizeof line,
        "\nproxy added p50 %s p99 %s; stalls detected %llu acted on %llu; "
        "replacements started %llu averted %llu; opaque %llu surplus replies %llu late bytes %llu",
        human(added.percentile(0.5)).c_str(), human(added.percentile(0.99)).c_str(),
        static_cast<unsigned long long>(c.stalls_detected.total()),
        static_cast<unsigned long long>(c.stalls_acted_on.total()),
        static_cast<unsigned long long>(c.replacements), static_cast<unsigned long long>(c.averted),
        static_cast<unsigned long long>(c.opaque_messages),
        static_cast<unsigned long long>(c.surplus_replies),
        static_cast<unsigned long long>(c.late_bytes));
    return table + line;
}

}  // namespace core
