// Compares a run with a stored one, the JSON of an earlier run. Pure, except `read_baseline`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/result.hpp"
#include "cli/health/figures.hpp"
#include "cli/health/judge.hpp"

namespace cli::health {

using app::throw_exception_from_error;

/// A difference below these is noise, however large the factor.
inline constexpr Duration kLoadNoise = std::chrono::seconds(1);
inline constexpr Duration kRequestNoise = std::chrono::milliseconds(20);
inline constexpr std::uint64_t kMemoryNoiseBytes = std::uint64_t{32} << 20;

struct Baseline {
    std::string gopls_version;
    int saves = 0;
    std::vector<std::string> files;
    Figures figures;
};

/// Parses the document of docs/schemas/health.json. Fails with a clause about the first thing that
/// is wrong with it: it is not such a document, or not of a run that was measured.
boost::system::result<Baseline, app::Failure> parse_baseline(std::string_view text);

/// Reads and parses a file; fails with a whole sentence. Blocking.
boost::system::result<Baseline, app::Failure> read_baseline(const std::string& file);

/// Returns a check for each figure of the baseline: load, the mean of each kind of request, heap
/// and resident memory. A figure may be `factor` times as large, or larger by the noise.
std::vector<Check> compare(const Figures& now, const Baseline& baseline, double factor);

/// Returns why the two runs are not quite comparable, one sentence for each difference.
std::vector<std::string> differences(const Results& now, const Baseline& baseline);

}  // namespace cli::health
