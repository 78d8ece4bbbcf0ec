// Measurements of a session: time in gopls's queue and time of service for each method, outcomes,
// sizes, and the latency that the proxy adds.
//
// Memory is bounded by the number of methods: after kMaxMethods, further ones count as "other".
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
    Histogram queue;                          ///< from sending until gopls began to work on it
    Histogram service;                        ///< from then until the reply
    Histogram total;                          ///< from arrival to reply, as the editor sees it
    std::array<std::uint64_t, 5> outcomes{};  ///< by Outcome
    std::uint64_t request_bytes = 0;
    std::uint64_t reply_bytes = 0;
    std::uint64_t slow = 0;
};

/// Plain counters, named as they are exported.
struct Counters {
    std::uint64_t opaque_messages = 0;  ///< not understood, forwarded unchanged
    std::uint64_t surplus_replies = 0;  ///< replies to no open request, dropped
    std::uint64_t late_bytes = 0;       ///< of retired generations, dropped
    std::uint64_t stalls_detected = 0;  ///< episodes
    std::uint64_t stalls_acted_on = 0;
    std::uint64_t replacements = 0;  ///< automatic ones that were started
    std::uint64_t averted = 0;       ///< of these, dropped because the old gopls answered first
    std::uint64_t distrusted_documents = 0;
    std::uint64_t quarantined_documents = 0;
    std::uint64_t internal_errors = 0;  ///< exceptions; the message was forwarded unchanged
    std::uint64_t plain_pipes = 0;      ///< 1 after the second of these: the proxy only forwards
};

class Metrics {
  public:
    static constexpr std::size_t kMaxMethods = 128;
    /// Name that counts all methods beyond `kMaxMethods`.
    static constexpr std::string_view kOther = "other";

    MethodMetrics& method(std::string_view name);
    const std::map<std::string, MethodMetrics, std::less<>>& methods() const { return methods_; }
    Histogram added;  ///< from read to write, for each turn that forwarded a message
    Counters counters;

    /// Returns the table for the log: one line per method, the busiest first.
    std::string table() const;

  private:
    std::map<std::string, MethodMetrics, std::less<>> methods_;
};

}  // namespace core
