// What the dashboard has told its pages, for a page that opens later. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "core/base/metrics.hpp"
#include "observability/session.hpp"
#include "observability/web/messages.hpp"

namespace observability::web {

/// Each member that adds something returns the message for the pages that are open; null if there
/// is no news.
class Backlog {
  public:
    /// An hour of them; older ones are forgotten.
    static constexpr std::size_t kMaxUsages = 3600;

    /// Adds a part of the session's history, which begins at `next_record`.
    Json add_history(const TracePart& part);
    /// Returns the number of the first record that it has not seen.
    std::uint64_t next_record() const { return next_record_; }
    Json add_minutes(const core::Metrics& metrics, const Clocks& clocks);
    /// Adds the sum over `processes`, as in a status.
    Json add_usage(const Json& processes, const Clocks& clocks);
    /// Replaces the list of incidents.
    Json set_incidents(Json list);

    /// Returns the messages for a page that has been told nothing.
    std::vector<Json> messages() const;

  private:
    std::uint64_t next_record_ = 0;
    std::deque<Json> history_;  ///< the oldest first
    std::deque<Usage> usages_;  ///< the oldest first
    Json minutes_;
    Json incidents_;
};

}  // namespace observability::web
