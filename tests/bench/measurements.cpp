#include "bench/measurements.hpp"

#include <poll.h>

#include "bench/documents.hpp"
#include "bench/process_cost.hpp"

namespace bench {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

constexpr double kKib = 1024;

/// Measures the start of the round's first session, and of more sessions that are only started.
void measure_starts(const RelayCommand& command, const Session& first, int starts,
                    Numbers& numbers) {
    std::vector<double> times_us{Microseconds(first.start_time()).count()};
    for (int i = 1; i < starts; ++i) {
        Session session(command);
        times_us.push_back(Microseconds(session.start_time()).count());
        session.close();
    }
    numbers.start_us = quantile(times_us, 0.50);
}

void measure_idle(const Session& session, std::chrono::milliseconds time, Numbers& numbers) {
    const auto wait = [](std::chrono::milliseconds left) {
        ::poll(nullptr, 0, static_cast<int>(left.count()));
    };
    // Work after the last message, such as samples that look for a load, is not part of idling, nor
    // are its threads, which end some seconds later.
    wait(time * 6);
    const auto before = context_switches(session.relay());
    wait(time);
    const auto after = context_switches(session.relay());
    numbers.wake_ups_per_s =
        static_cast<double>(after - before) / std::chrono::duration<double>(time).count();
}

}  // namespace

Numbers measure_round(const RelayCommand& command, const Effort& effort) {
    Numbers numbers;
    Session session(command);
    const bool relayed = session.relay() != session.server();

    measure_small(session, effort.round_trips, numbers);
    if (relayed)
        numbers.idle_mib = static_cast<double>(memory(session.relay()).resident_kib) / kKib;
    if (relayed && effort.expensive) measure_idle(session, effort.idle, numbers);
    measure_pipelined(session, effort.pipelined, numbers);
    measure_while_held(session, effort.held_round_trips, effort.most_held, numbers);
    measure_opening(session, effort.opened, numbers);
    measure_typing(session, effort.typed, effort.typing_bursts, numbers);
    measure_replies(session, effort.replies, numbers);
    if (relayed) numbers.peak_mib = static_cast<double>(memory(session.relay()).peak_kib) / kKib;
    if (effort.expensive) measure_largest_reply(session, effort.replies, numbers);
    session.close();

    measure_starts(command, session, effort.starts, numbers);
    if (effort.expensive) {
        Session large(command);
        measure_large_documents(large, effort.edits, effort.most_documents, numbers);
        large.close();
        Session small(command);
        measure_small_documents(small, effort.edits, effort.most_documents, numbers);
        small.close();
    }
    return numbers;
}

}  // namespace bench
