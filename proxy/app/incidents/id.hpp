// The name of an incident, which is its folder and what people call it by. It sorts by time and
// ends in the verdict: "20261122T101502.123Z-4fa1-deadlocked". Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/result.hpp"

namespace app::incidents {

/// Returns a new id. `random` separates incidents of two proxies in the same millisecond.
std::string make_id(std::chrono::system_clock::time_point time, std::uint16_t random,
                    std::string_view verdict);

/// Returns whether `name` has the form of an id. No other entry of the folder is touched.
bool is_id(std::string_view name);

/// Returns the time in the form "2026-11-22T10:15:02.123Z" (RFC 3339).
std::string rfc3339(std::chrono::system_clock::time_point time);

/// Returns the time in an id as "2026-11-22 10:15:02 UTC"; empty for any other text.
std::string when(std::string_view id);

/// Why no incident was chosen: not found, or ambiguous. One sentence.
struct NoIncident {
    std::string sentence;
};

/// Returns the index in `ids` (oldest first) that `wanted` names: by a whole id, `latest`, or a
/// unique beginning or end of an id.
boost::system::result<std::size_t, NoIncident> choose(const std::vector<std::string>& ids,
                                                      std::string_view wanted);

}  // namespace app::incidents
