// Writes or checks the table of metrics in docs/metrics.md.
#include <string>

#include "docs/page.hpp"
#include "observability/metrics/prometheus.hpp"

namespace {

using docs::code;
using docs::row;

std::string type_of(const prometheus::MetricFamily& family) {
    switch (family.type) {
        case prometheus::MetricType::Counter:
            return "counter";
        case prometheus::MetricType::Gauge:
            return "gauge";
        default:
            return "histogram";
    }
}

/// Returns the labels of its series: all have the same ones.
std::string labels_of(const prometheus::MetricFamily& family) {
    std::string names;
    for (const auto& label : family.metric.front().label) {
        names += (names.empty() ? "" : ", ") + code(label.name);
    }
    return names;
}

std::string table() {
    std::string text = row({"metric", "type", "labels", "meaning"}) + "|---|---|---|---|\n";
    for (const auto& family : observability::metrics::SessionMetrics({}).Collect()) {
        text += row({code(family.name), type_of(family), labels_of(family), family.help});
    }
    return text;
}

}  // namespace

int main(int argc, char* argv[]) {
    return docs::keep({"metrics", "proxy/observability/metrics/prometheus.cpp", table()}, argc,
                      argv);
}
