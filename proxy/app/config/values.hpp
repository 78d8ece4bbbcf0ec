// Values of settings beside words and numbers: durations in Go's notation, and sizes in bytes.
//
// It knows no settings and no limits. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

namespace app {

/// Parses `5s`, `300ms`, `1m30s`, `1.5h`: numbers with a unit (ns, us, µs, ms, s, m, h), as in Go's
/// time.ParseDuration, but never negative and never without a unit (not even 0).
std::optional<core::Duration> parse_duration(std::string_view text);

/// Returns the shortest text that `parse_duration` turns back into the same duration.
std::string format_duration(core::Duration duration);

/// Parses `1048576`, `64MiB`: bytes, or a number with B, KiB, MiB or GiB.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// Returns the size in the largest unit without a remainder.
std::string format_size(std::uint64_t bytes);

}  // namespace app
