// Builds families of series for Prometheus. Pure.
#pragma once

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/histogram.hpp"

namespace observability::metrics {

using Label = std::pair<std::string_view, std::string_view>;
using Labels = std::initializer_list<Label>;

/// Upper bounds of the buckets of a histogram, ascending. The bucket of all values is not listed.
using Bounds = std::span<const core::Duration>;

/// Returns the sum of `parts`.
prometheus::ClientMetric::Histogram sum_of(std::span<const core::Histogram* const> parts,
                                           Bounds bounds);

/// Collects families in order. Each series belongs to the family begun last.
class Families {
  public:
    /// Begin a family; `name` is without the common prefix `gopls_proxy_`.
    void counters(std::string_view name, std::string_view help) {
        begin(name, help, prometheus::MetricType::Counter);
    }
    void gauges(std::string_view name, std::string_view help) {
        begin(name, help, prometheus::MetricType::Gauge);
    }
    void histograms(std::string_view name, std::string_view help) {
        begin(name, help, prometheus::MetricType::Histogram);
    }

    void add(double value, Labels labels = {});
    /// Adds the sum of `parts`, all of the same kind.
    void add(std::span<const core::Histogram* const> parts, Bounds bounds, Labels labels = {});

    /// Adds a label to every series.
    void label_all(std::string_view name, std::string_view value);
    std::vector<prometheus::MetricFamily> take() { return std::move(families_); }

  private:
    void begin(std::string_view name, std::string_view help, prometheus::MetricType type);
    prometheus::ClientMetric& series(Labels labels);

    std::vector<prometheus::MetricFamily> families_;
};

/// Returns the text as a label: well-formed UTF-8 of bounded length.
std::string label_text(std::string_view text);

}  // namespace observability::metrics
