// Measurements of a session: time in gopls's queue and time of service for each method, outcomes,
// sizes, and the latency that the proxy adds.
//
// Memory is bounded by the number of methods: after kMaxMethods, further ones count as "other".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <string_view>

#include "core/base/histogram.hpp"
#include "core/base/last_hour.hpp"
#include "core/base/recent_latency.hpp"
#include "core/base/verdict_kind.hpp"

namespace core {

/// How a request of the editor ended.
enum class Outcome { kOk, kError, kCancelled, kReissued, kLost };
inline constexpr std::size_t kOutcomes = 5;
/// By Outcome, as metrics, traces and the log name them.
inline constexpr std::array<std::string_view, kOutcomes> kOutcomeNames{"ok", "error", "cancelled",
                                                                       "reissued", "lost"};
inline std::string_view name(Outcome outcome) {
    return kOutcomeNames[static_cast<std::size_t>(outcome)];
}

/// Why a server was started after the first one.
enum class ReplacementReason { kDead, kStuck, kAsked, kOnline };
inline constexpr std::size_t kReplacementReasons = 4;

/// How the start of such a server ended.
enum class ReplacementOutcome {
    kTookOver,
    kAverted,  ///< the old gopls answered first
    kFailed,   ///< it ended, was stuck, or is another version
    kDropped,  ///< it was no longer wanted, or the session ended
};
inline constexpr std::size_t kReplacementOutcomes = 4;

/// Counts by an enumeration that begins with 0.
template <class Enum, std::size_t kSize>
class CountsBy {
  public:
    std::uint64_t& operator[](Enum of) { return counts_[static_cast<std::size_t>(of)]; }
    std::uint64_t operator[](Enum of) const { return counts_[static_cast<std::size_t>(of)]; }
    std::uint64_t total() const {
        return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
    }

  private:
    std::array<std::uint64_t, kSize> counts_{};
};
using CountsByVerdict = CountsBy<VerdictKind, kVerdictKinds>;

struct MethodMetrics {
    /// Error codes beyond these are counted as one.
    static constexpr std::size_t kMaxErrorCodes = 8;
    static constexpr int kOtherErrorCode = std::numeric_limits<int>::min();

    /// Records the time of a request that was answered with this error.
    void failed_after(Duration time, int error_code);

    Histogram queue;                  ///< from sending until gopls began to work on it
    Histogram service;                ///< from then until the reply
    Histogram total;                  ///< from arrival to reply, as the editor sees it
    std::map<int, Histogram> failed;  ///< `total` of those answered with an error, by its code
    std::array<std::uint64_t, kOutcomes> outcomes{};  ///< by Outcome
    std::uint64_t request_bytes = 0;
    std::uint64_t reply_bytes = 0;
    std::uint64_t slow = 0;
    LastHour last_hour = {};
};

/// Plain counters, named as they are exported.
struct Counters {
    std::uint64_t opaque_messages = 0;  ///< not understood, forwarded unchanged
    std::uint64_t surplus_replies = 0;  ///< replies to no open request, dropped
    std::uint64_t late_bytes = 0;       ///< of retired generations, dropped
    std::uint64_t framing_errors = 0;   ///< of either side
    std::uint64_t bytes_from_editor = 0;
    std::uint64_t bytes_from_gopls = 0;
    CountsByVerdict stalls_detected;  ///< episodes
    CountsByVerdict stalls_acted_on;
    std::uint64_t replacements = 0;  ///< automatic ones that were started
    /// Servers after the first one, by reason, once their start has ended.
    std::array<CountsBy<ReplacementOutcome, kReplacementOutcomes>, kReplacementReasons> started{};
    std::uint64_t averted = 0;  ///< of these, dropped because the old gopls answered first
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
    /// Called before a request that ends now is counted.
    void request_ends(Time now) {
        if (recent_.is_due(now)) recent_.mark(all_requests(), now);
    }
    /// Returns the latency of the requests of the last five minutes, about. `initialize`, for which
    /// nobody waits at the keyboard, is left out.
    Histogram recent(Time now) const { return recent_.latest(all_requests(), now); }
    const std::map<std::string, MethodMetrics, std::less<>>& methods() const { return methods_; }
    Histogram added;  ///< from read to write, for each turn that forwarded a message
    /// From the beginning of a stall that was acted on to the first answer to a waiting request.
    Histogram recovery;
    Counters counters;

    /// Returns the table for the log: one line per method, the busiest first.
    std::string table() const;

  private:
    Histogram all_requests() const;

    RecentLatency recent_;
    std::map<std::string, MethodMetrics, std::less<>> methods_;
};

}  // namespace core
