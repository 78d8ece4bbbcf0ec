// The two kinds of values that a setting can have beside words and numbers:
// durations as Go writes them, and sizes in bytes.
//
// It knows no setting and no range. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

namespace app {

/// `5s`, `300ms`, `1m30s`, `1.5h`: numbers with a unit (ns, us, µs, ms, s, m, h), as Go's
/// time.ParseDuration has them, but never negative and never without a unit (not even 0).
std::optional<core::Duration> parse_duration(std::string_view text);

/// The shortest text that `parse_duration` reads back to the same duration.
std::string format_duration(core::Duration duration);

/// `1048576`, `64MiB`: bytes, or a number with B, KiB, MiB or GiB.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// In the largest unit that has no remainder.
std::string format_size(std::uint64_t bytes);

}  // namespace app
