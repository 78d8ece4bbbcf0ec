// What is measured of one relay in one round, and the medians over rounds. Numbers only: how they
// are shown is report.hpp's.
// Latencies are in microseconds, times of whole processes in the unit that their name says.
#pragma once

#include <vector>

#include "bench/relay_process.hpp"

namespace bench {

/// How much is measured in one round.
struct Effort {
    int round_trips = 3000;
    int replies_64k = 200;
    int replies_1m = 20;
    int replies_16m = 4;
    int pipelined = 40000;
};

/// One relay's numbers, of a round or as medians of many. NaN: not to be had.
struct Numbers {
    double p50_us = 0;  ///< round trip of a small request
    double p99_us = 0;
    double reply_64k_us = 0;  ///< medians of the time from the request to the end of its answer
    double reply_1m_us = 0;
    double reply_16m_us = 0;
    double pipelined_per_s = 0;
    double relay_cpu_us = 0;   ///< user and system time of the relay's process per small round trip
    double server_cpu_us = 0;  ///< the same of the echo server
    double relay_cpu_pipelined_us = 0;  ///< of the relay per request of the pipeline
    double peak_mib = 0;                ///< most memory that the relay's process had resident
};

/// The name and value of each number, in the order of the table.
struct NamedNumber {
    const char* name;
    double Numbers::*value;
};
const std::vector<NamedNumber>& all_numbers();

/// Starts the relay, measures it, ends it. Throws Failure.
Numbers measure_round(const RelayCommand& command, const Effort& effort);

/// The median of each number by itself.
Numbers medians(const std::vector<Numbers>& rounds);

}  // namespace bench
