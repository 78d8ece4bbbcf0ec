// What was measured: per method the time in gopls's queue apart from the time
// being served, outcomes and sizes; what the proxy itself added; the starts.
// Memory is fixed by the number of methods (at most kMaxMethods, then "other").
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/histogram.hpp"

namespace core {

/// How a request of the editor ended.
enum class Outcome { kOk, kError, kCancelled, kReissued, kLost };

struct MethodMetrics {
    Histogram queue;                          ///< sent until its service began
    Histogram service;                        ///< until its reply came
    std::array<std::uint64_t, 5> outcomes{};  ///< by Outcome
    std::uint64_t request_bytes = 0;
    std::uint64_t reply_bytes = 0;
    std::uint64_t slow = 0;
};

/// Plain counters, named as they are exported.
struct Counters {
    std::uint64_t opaque_messages = 0;  ///< not understood, forwarded as they came
    std::uint64_t surplus_replies = 0;  ///< replies to nothing, dropped
    std::uint64_t late_bytes = 0;       ///< of retired generations, dropped
    std::uint64_t stalls_detected = 0;  ///< episodes
    std::uint64_t stalls_acted_on = 0;
    std::uint64_t replacements = 0;
    std::uint64_t averted = 0;
    std::uint64_t distrusted_documents = 0;
    std::uint64_t quarantined_documents = 0;
    std::uint64_t internal_errors = 0;  ///< exceptions; the message was passed on as it came
    std::uint64_t plain_pipes = 0;      ///< 1: since the second of these the proxy only passes on
};

class Metrics {
  public:
    static constexpr std::size_t kMaxMethods = 128;
    /// What methods past these are counted as.
    static constexpr std::string_view kOther = "other";

    MethodMetrics& method(std::string_view name);
    Histogram added;  ///< from bytes read to bytes written, per turn that forwarded something
    Counters counters;

    /// The table for the log: a line per method, busiest first.
    std::string table() const;

  private:
    std::map<std::string, MethodMetrics, std::less<>> methods_;
};

}  // namespace core
