// One round with one relay: all sessions and measurements, ordered so that none spoils a later one.
// round_trips.hpp and documents.hpp do the measuring.
#pragma once

#include <chrono>

#include "bench/figures.hpp"
#include "bench/relay_process.hpp"
#include "bench/round_trips.hpp"

namespace bench {

/// The amount of measuring in one round.
struct Effort {
    int starts = 5;
    int round_trips = 10000;
    int pipelined = 40000;
    int held_round_trips = 500;
    int most_held = 10000;
    int opened = 20;
    int typed = 5000;
    int typing_bursts = 3;
    Replies replies;
    // Slow measurements, which are not done in every round. Their figures are then not measured.
    bool expensive = true;
    std::chrono::milliseconds idle{2000};
    int edits = 1000;
    std::size_t most_documents = 10000;
};

/// Measures one round. Throws Failure.
Numbers measure_round(const RelayCommand& command, const Effort& effort);

}  // namespace bench
