// The summary of a trace for the terminal: how many requests, and the slowest ones. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/trace.hpp"

namespace cli::trace {

class Summary {
  public:
    static constexpr std::size_t kSlowest = 5;

    void add(const core::TraceRecord& record);
    /// Counts records, and spans of gopls, that the session overwrote before they were read.
    void lost(std::uint64_t records) { lost_ += records; }

    std::size_t requests() const { return requests_; }
    /// Returns some lines. `now` is when the open requests were listed.
    std::string text(core::Time now) const;

  private:
    std::size_t requests_ = 0;
    std::size_t cancelled_ = 0;
    std::uint64_t lost_ = 0;
    std::vector<core::TraceRecord> slowest_;  ///< the slowest first
    std::vector<core::TraceRecord> open_;
};

}  // namespace cli::trace
