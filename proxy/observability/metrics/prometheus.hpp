// The metrics of a session for Prometheus (docs/metrics.md): a snapshot becomes families of series.
//
// Nothing is registered or counted here: the session counts in core/base/metrics, and each scrape
// converts a copy. All series exist from the first scrape on, with 0, and their number is fixed.
// Pure.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/report/status.hpp"
#include "observability/metrics/usage.hpp"

namespace observability::metrics {

/// The label of requests whose method an editor does not ask gopls for.
inline constexpr std::string_view kOtherMethod = "_OTHER";

/// Returns the label of a request's method: the method itself, or `kOtherMethod`.
std::string_view method_label(std::string_view method);

/// Everything that a scrape shows.
struct Sample {
    core::Status status;
    Usage gopls = {};
    std::string version = {};  ///< of the proxy
    /// The label `pid` of all series, where those of several proxies meet; 0: without the label.
    int pid = 0;
};

class SessionMetrics : public prometheus::Collectable {
  public:
    explicit SessionMetrics(Sample sample) : sample_(std::move(sample)) {}
    std::vector<prometheus::MetricFamily> Collect() const override;

  private:
    Sample sample_;
};

/// Returns the sample in Prometheus's text format, version 0.0.4.
std::string text(Sample sample);

}  // namespace observability::metrics
