// Which requests become spans: those that were slow, failed or met a stall, and of the others the
// share that the sampler is set to. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/trace.hpp"
#include "observability/otlp/settings.hpp"

namespace observability::otlp {

using SpanId = std::array<std::uint8_t, 8>;

/// A request that is to be exported, with the ids of its spans.
struct TracedRequest {
    core::TraceRecord record;
    bool stalled = false;  ///< it waited while gopls was stuck
    SpanId server_span = {};
    SpanId client_span = {};
    std::chrono::nanoseconds clock_offset{};  ///< from the monotonic clock to the time since 1970
};

class Sampling {
  public:
    /// `random` returns 64 random bits.
    Sampling(const Settings& settings, std::function<std::uint64_t()> random);

    /// Takes the next record of the trace. Returns the request if it is to be exported.
    std::optional<TracedRequest> add(const core::TraceRecord& record,
                                     std::chrono::nanoseconds clock_offset);

  private:
    struct Stall {
        core::Generation generation = 0;
        core::Time began{};
        core::Time ended = core::Time::max();
    };
    void event(const core::TraceRecord& record);
    bool met_stall(const core::TraceRecord& request) const;

    const bool none_;
    const double ratio_;
    std::function<std::uint64_t()> random_;
    std::vector<Stall> stalls_;  ///< the newest ones
};

}  // namespace observability::otlp
