// The name of an incident: its folder, and what a person calls it by. It sorts
// by time and ends in the verdict: "20261122T101502.123Z-4fa1-deadlocked".
// Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/result.hpp"

namespace app::incidents {

/// `random` tells apart what two proxies see in the same millisecond.
std::string make_id(std::chrono::system_clock::time_point time, std::uint16_t random,
                    std::string_view verdict);

/// Whether `name` has the shape of an id: nothing else in the folder is touched.
bool is_id(std::string_view name);

/// "2026-11-22T10:15:02.123Z" (RFC 3339).
std::string rfc3339(std::chrono::system_clock::time_point time);

/// "2026-11-22 10:15:02 UTC" out of an id; empty if it is none.
std::string when(std::string_view id);

/// Why there is no such incident, or which of several may be meant: a sentence.
struct NoIncident {
    std::string sentence;
};

/// The index of the one of `ids`, oldest first, that `wanted` means: all of it, `latest`, or a
/// beginning or an end that only one has.
boost::system::result<std::size_t, NoIncident> choose(const std::vector<std::string>& ids,
                                                      std::string_view wanted);

}  // namespace app::incidents
