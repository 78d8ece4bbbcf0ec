// The limits that a run is judged by. Values, and the reading of sizes. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/time.hpp"

namespace cli::health {

/// How much memory may grow: by a size, or by a share of what it was.
struct Growth {
    std::optional<std::uint64_t> bytes;
    std::optional<double> percent;
};

/// A limit that is not set is not judged.
struct Limits {
    std::optional<core::Duration> load;
    std::optional<core::Duration> latency;
    int consecutive = 3;  ///< requests in a row that must exceed `latency` to fail
    std::optional<core::Duration> mean;
    std::optional<core::Duration> p95;
    std::optional<std::uint64_t> heap_bytes;
    std::optional<std::uint64_t> resident_bytes;
    std::optional<Growth> growth;
    double success_percent = 90;
    /// How many times the value of a baseline a measurement may be.
    double baseline_factor = 1.5;
};

/// Parses `512MB`, `64MiB`, `1048576`: as app::parse_size, and KB, MB and GB as KiB, MiB and GiB,
/// since sizes are printed that way.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// Parses a size, or a number of percent: `50MB`, `20%`.
std::optional<Growth> parse_growth(std::string_view text);

/// Parses a number from 0 to 100, with or without `%`.
std::optional<double> parse_percent(std::string_view text);

}  // namespace cli::health
