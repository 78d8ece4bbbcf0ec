// The settings of the exporter, from OpenTelemetry's standard environment variables (docs/otlp.md).
// Pure.
//
// Headers and keys are secrets: a warning names the variable and never their value.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "observability/otlp/json.hpp"
#include "observability/otlp/url.hpp"

namespace observability::otlp {

using Variables = std::map<std::string, std::string, std::less<>>;

enum class Signal { kTraces, kMetrics, kLogs };
inline constexpr std::array kAllSignals{Signal::kTraces, Signal::kMetrics, Signal::kLogs};
inline constexpr std::size_t kSignals = kAllSignals.size();

/// Returns "traces", "metrics" or "logs".
std::string_view name(Signal signal);

/// Where a signal is sent, and how.
struct Target {
    Url url;
    Attributes headers = {};
    std::chrono::milliseconds timeout{10'000};
    bool gzip = false;
    std::string certificate = {};         ///< path of the trusted certificates; empty: the system's
    std::string client_certificate = {};  ///< path; empty: none
    std::string client_key = {};          ///< path; empty: none
};

/// A buffer between the session and the collector.
struct BufferSettings {
    std::size_t most = 2048;                ///< further items push out the oldest
    std::size_t batch = 512;                ///< items in one request
    std::chrono::milliseconds delay{5000};  ///< from the first item to its request
};

struct Settings {
    /// By `Signal`; nothing: the signal is off.
    std::array<std::optional<Target>, kSignals> targets;
    Attributes resource;  ///< without those that only the process knows
    /// The share of the ordinary requests that are traced.
    double sample_ratio = 1;
    bool samples_none = false;  ///< not even those that are slow or have failed
    std::chrono::milliseconds metric_interval{60'000};
    BufferSettings requests;
    BufferSettings log_lines{.delay = std::chrono::milliseconds(1000)};
    std::vector<std::string> warnings;

    const std::optional<Target>& target(Signal signal) const {
        return targets[static_cast<std::size_t>(signal)];
    }
    bool is_on() const;
};

/// Reads the variables. Everything is off unless one of them names an endpoint.
Settings settings_from(const Variables& variables);

}  // namespace observability::otlp
