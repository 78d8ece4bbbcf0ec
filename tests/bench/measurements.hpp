// One round with one relay: all sessions and measurements in their order, each before what would
// spoil it. What is measured, and how, is in round_trips.hpp and documents.hpp.
#pragma once

#include <chrono>

#include "bench/figures.hpp"
#include "bench/relay_process.hpp"
#include "bench/round_trips.hpp"

namespace bench {

/// How much is measured in one round.
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
    // What takes long, and is not done in every round: its figures are not measured then.
    bool expensive = true;
    std::chrono::milliseconds idle{2000};
    int edits = 1000;
    std::size_t most_documents = 10000;
};

/// Throws Failure.
Numbers measure_round(const RelayCommand& command, const Effort& effort);

}  // namespace bench
