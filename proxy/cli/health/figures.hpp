// The figures of a run that are judged, computed from its measurements. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/health/results.hpp"

namespace cli::health {

/// The times of some requests. Failed ones count, unanswered ones with the time waited.
struct Times {
    std::size_t count = 0;
    std::size_t answered = 0;  ///< without an error
    std::size_t failed = 0;
    std::size_t unanswered = 0;
    Duration mean{0};
    Duration p95{0};  ///< the smallest time that at least 95 % do not exceed
    Duration max{0};
};

/// Returns the times of the requests.
Times times_of(const std::vector<Request>& requests);

struct Figures {
    std::optional<Duration> load;
    std::map<std::string, Times, std::less<>> by_kind;  ///< judged rounds, by `name_of`
    Times all;                                          ///< judged rounds
    Times warm_up;
    std::optional<std::uint64_t> heap_bytes;  ///< at the end
    std::optional<std::uint64_t> peak_resident_bytes;
};

Figures figures_of(const Results& results);

/// The largest number of judged requests in a row that took longer than `limit`, and the shortest
/// time among them.
struct SlowRow {
    int length = 0;
    Duration least{0};
};
SlowRow longest_slow_row(const std::vector<Request>& requests, Duration limit);

/// The heap after the warm-up and at the end; the resident memory where the heap is unknown.
struct MemoryChange {
    bool is_heap = true;
    std::uint64_t before = 0;
    std::uint64_t after = 0;
};
/// Returns the change; nothing with less than two measurements.
std::optional<MemoryChange> memory_change(const std::vector<Memory>& memory);

}  // namespace cli::health
