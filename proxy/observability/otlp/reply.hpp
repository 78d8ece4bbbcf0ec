// The reply of a collector, and when to send again (OTLP specification, "OTLP/HTTP Response").
// Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace observability::otlp {

/// The fate of a request to a collector.
struct Sent {
    enum class How {
        kAccepted,
        kLater,        ///< the collector cannot be reached, or is too busy: send it again
        kRefused,      ///< sending it again would not help
        kInterrupted,  ///< this side gave up
    };
    How how = How::kLater;
    std::string problem = {};    ///< for the log, one clause; empty if there is none
    std::uint64_t rejected = 0;  ///< items that the collector did not accept
    std::optional<std::chrono::seconds> retry_after = {};
    unsigned status = 0;  ///< of the reply; 0 without one
};

/// Judges a reply. `retry_after` is the header of that name, or empty.
Sent judge_reply(unsigned status, std::string_view body, std::string_view retry_after,
                 std::chrono::seconds since_1970);

/// Returns a text of the collector, or of a library, as part of a line of the log.
std::string one_line(std::string_view text);

/// The pauses between attempts: they double, up to a minute, unless the collector has named one.
class Backoff {
  public:
    /// Returns the pause after a failure. `chance` is a random number from 0 to 1: the sessions of
    /// many editors must not come back at the same moment.
    std::chrono::milliseconds failed(std::optional<std::chrono::seconds> retry_after,
                                     double chance);
    void succeeded() { failures_ = 0; }
    bool is_failing() const { return failures_ > 0; }

  private:
    unsigned failures_ = 0;
};

}  // namespace observability::otlp
