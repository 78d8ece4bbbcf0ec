#include "observability/metrics/families.hpp"

#include "core/base/time.hpp"
#include "lsp/text.hpp"

namespace observability::metrics {
namespace {

constexpr std::string_view kPrefix = "gopls_proxy_";
constexpr std::size_t kMaxLabelBytes = 64;

}  // namespace

void Families::begin(std::string_view name, std::string_view help, prometheus::MetricType type) {
    families_.push_back({std::string(kPrefix) + std::string(name), std::string(help), type, {}});
}

prometheus::ClientMetric& Families::series(Labels labels) {
    prometheus::ClientMetric& made = families_.back().metric.emplace_back();
    for (const auto& [name, value] : labels) {
        made.label.push_back({std::string(name), std::string(value)});
    }
    return made;
}

void Families::add(double value, Labels labels) {
    prometheus::ClientMetric& made = series(labels);
    if (families_.back().type == prometheus::MetricType::Counter) {
        made.counter.value = value;
    } else {
        made.gauge.value = value;
    }
}

void Families::add(std::span<const core::Histogram* const> parts, Bounds bounds, Labels labels) {
    series(labels).histogram = sum_of(parts, bounds);
}

prometheus::ClientMetric::Histogram sum_of(std::span<const core::Histogram* const> parts,
                                           Bounds bounds) {
    prometheus::ClientMetric::Histogram sum;
    for (const core::Duration bound : bounds) sum.bucket.push_back({0, core::seconds(bound)});
    for (const core::Histogram* part : parts) {
        sum.sample_count += part->count();
        sum.sample_sum += core::seconds(part->sum());
        for (std::size_t i = 0; i < bounds.size(); ++i) {
            sum.bucket[i].cumulative_count += part->count_up_to(bounds[i]);
        }
    }
    return sum;
}

void Families::label_all(std::string_view name, std::string_view value) {
    for (prometheus::MetricFamily& family : families_) {
        for (prometheus::ClientMetric& one : family.metric) {
            one.label.push_back({std::string(name), std::string(value)});
        }
    }
}

std::string label_text(std::string_view text) {
    std::string label(text.substr(0, kMaxLabelBytes));
    // Cut inside a character.
    for (int i = 0; i < 3 && !lsp::is_utf8(label) && text.size() > label.size(); ++i) {
        label.pop_back();
    }
    if (lsp::is_utf8(label)) return label;
    for (char& c : label) {
        if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
    return label;
}

}  // namespace observability::metrics
