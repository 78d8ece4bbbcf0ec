// The figures of the bench: the numbers of one relay after one round, their names, and their
// summary over several rounds. measurements.hpp measures them, and report.hpp shows them.
//
// A ratio is taken within each round, between relays that ran one after another, so that other load
// on the machine affects both. The result is the median over the rounds.
#pragma once

#include <limits>
#include <span>
#include <vector>

namespace bench {

inline constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

/// The numbers of one relay in one round. Times are in microseconds. Expensive figures are not
/// measured in every round, and the cost of the relay only where there is one.
struct Numbers {
    double start_us = kNotMeasured;  ///< from the relay's start to its initialize reply
    double p50_us = kNotMeasured;    ///< round trip of a small request
    double p99_us = kNotMeasured;
    double p999_us = kNotMeasured;
    double reply_1k_us = kNotMeasured;  ///< median time from a request to the end of its reply
    double reply_64k_us = kNotMeasured;
    double reply_1m_us = kNotMeasured;
    double reply_16m_us = kNotMeasured;
    double reply_64m_us = kNotMeasured;
    double pipelined_per_s = kNotMeasured;
    double held_1_us = kNotMeasured;  ///< p50 of a small round trip, so many requests open
    double held_100_us = kNotMeasured;
    double held_10000_us = kNotMeasured;
    double open_100k_us =
        kNotMeasured;  ///< median of opening a document of that size and a request
    double open_1m_us = kNotMeasured;
    double typing_us = kNotMeasured;  ///< from 5,000 edits at once to a completion's answer
    double edit_1_us = kNotMeasured;  ///< p50 of an edit and a request, so many documents open
    double edit_100_us = kNotMeasured;
    double edit_1000_us = kNotMeasured;
    double edit_10000_us = kNotMeasured;     ///< with documents of 1 KiB; the others have 100 KiB
    double memory_per_text = kNotMeasured;   ///< resident bytes per byte of 1,000 large documents
    double memory_small_kib = kNotMeasured;  ///< the same per document of 10,000 of 1 KiB
    double idle_mib = kNotMeasured;          ///< resident after small round trips
    double peak_mib = kNotMeasured;          ///< maximum resident, with replies up to 16 MiB
    double wake_ups_per_s = kNotMeasured;    ///< with no messages and no open requests
    double relay_cpu_us = kNotMeasured;      ///< user and system time per small round trip
    double relay_cpu_pipelined_us = kNotMeasured;  ///< the same per request of the pipeline
    double server_cpu_us = kNotMeasured;           ///< the echo server's per small round trip
};

enum class Unit { kTime, kRate, kMib, kKib, kPlain };

/// A figure's names in JSON and in the table.
struct Figure {
    const char* key;
    const char* title;
    double Numbers::*value;
    Unit unit;
    bool has_ratio = true;  ///< false where other relays have almost none of it
};

/// Returns all figures in the order of the table.
std::span<const Figure> all_figures();

/// The summary of many rounds.
struct Summary {
    double median = kNotMeasured;
    double spread = kNotMeasured;  ///< half the distance between the quartiles
};
Summary summarize(const std::vector<Numbers>& rounds, double Numbers::*value);

/// Returns the median over the rounds of `ours` divided by `theirs`, each within one round.
double ratio(const std::vector<Numbers>& ours, const std::vector<Numbers>& theirs,
             double Numbers::*value);

/// Returns the value at this share (0 to 1) of the sorted values; kNotMeasured without values.
double quantile(std::vector<double> values, double at);

}  // namespace bench
