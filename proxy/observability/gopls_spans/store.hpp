// The newest spans of a session's gopls. They are numbered from 0, in the order in which they came.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "observability/gopls_spans/span.hpp"

namespace observability::gopls_spans {

/// All members may be called from any thread.
class Store {
  public:
    static constexpr std::size_t kSpans = 16'384;

    struct Part {
        std::vector<Span> spans;
        std::uint64_t next = 0;  ///< where to continue
        std::uint64_t end = 0;   ///< the number of the next span that comes
        std::uint64_t lost = 0;  ///< spans that were pushed out before they were read
    };

    void add(std::vector<Span> spans);
    /// Returns at most `most` spans, from the number `from` on.
    Part read(std::uint64_t from, std::size_t most) const;
    /// Returns the number of the oldest span that it has.
    std::uint64_t oldest() const;
    /// Returns the number of the next span that comes.
    std::uint64_t end() const;

  private:
    mutable std::mutex mutex_;
    std::deque<Span> spans_;
    std::uint64_t end_ = 0;
};

}  // namespace observability::gopls_spans
