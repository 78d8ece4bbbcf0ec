// The metrics of a session as a request of OTLP (docs/otlp.md): those for Prometheus, and
// `rpc.server.call.duration` by OpenTelemetry's conventions. Sums and histograms are cumulative.
// Pure.
//
// Prometheus's names are taken apart into a name and a unit, so that a collector that passes them
// on to Prometheus puts the same names together again.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "observability/metrics/prometheus.hpp"
#include "observability/otlp/json.hpp"
#include "observability/otlp/settings.hpp"

namespace observability::otlp {

/// Counts the items of a signal: requests, snapshots of metrics, or lines of the log.
struct Counts {
    std::uint64_t sent = 0;
    std::uint64_t dropped = 0;  ///< pushed out of the buffer, or refused by the collector
};
using CountsBySignal = std::array<Counts, kSignals>;

/// The metrics at one time.
struct MetricsSample {
    metrics::Sample session;
    CountsBySignal exported = {};
    std::chrono::nanoseconds began{};  ///< of the session, since 1970
    std::chrono::nanoseconds now{};    ///< since 1970
};

/// Returns the list of metrics. Series that have counted nothing are left out.
Json metrics_json(const MetricsSample& sample);

}  // namespace observability::otlp
