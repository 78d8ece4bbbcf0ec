// The slow log: one line for each request that took long (docs/log.md, "Slow requests"). It holds a
// line back until the editor has read the reply, decides which requests are worth one, and limits
// the lines of a minute.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/turn.hpp"
#include "core/relay/slow_request.hpp"

namespace core {

class SlowLog {
  public:
    /// Lines of one minute. Further ones are counted in one line at its end.
    static constexpr std::size_t kMaxLines = 30;
    static constexpr Duration kPeriod = 1min;

    /// Takes a request whose reply was written in this turn. It is logged once the editor has read
    /// the reply, if it took too long or the editor did.
    void replied(SlowRequest request);
    /// Counts further requests that took too long.
    void replied_more(std::size_t requests) { unwritten_ += requests; }
    /// Whether a line waits to be told that the editor has read everything.
    bool waits_for_editor() const { return !held_.empty(); }
    /// Logs the requests whose replies the editor has read by now.
    void editor_read_all(Turn& turn);
    /// Logs that a request is still waiting, or counts it.
    void still_waiting(Event event, Turn& turn);
    /// Handles `Alarm::kSlowLog`: the minute is over.
    void minute_over(Turn& turn);
    /// Logs everything that is left when the session ends.
    void end(Turn& turn);

  private:
    void write(Event event, Turn& turn);

    std::vector<SlowRequest> held_;
    Time period_ends_{};
    std::size_t lines_ = 0;  ///< in this period
    std::size_t unwritten_ = 0;
};

}  // namespace core
