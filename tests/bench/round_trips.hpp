// Measurements with requests alone: latency of small requests one by one, in a pipeline, and while
// many others are open; replies of all sizes. Each adds its figures to the round's numbers. None of
// them uses documents.
#pragma once

#include "bench/figures.hpp"
#include "bench/session.hpp"

namespace bench {

/// Sends small requests, each when the previous one is answered, and measures the processes' CPU
/// time.
void measure_small(Session& session, int count, Numbers& numbers);

/// Sends small requests as fast as the relay takes them.
void measure_pipelined(Session& session, int count, Numbers& numbers);

/// Sends small requests while 1, 100 and 10,000 others (at most `most`) are open.
void measure_while_held(Session& session, int count, int most, Numbers& numbers);

/// The number of replies of each size.
struct Replies {
    int of_1k = 500;
    int of_64k = 200;
    int of_1m = 20;
    int of_16m = 4;
    int of_64m = 2;
    std::size_t sizes_divided_by = 1;  ///< for a quick trial run
};
void measure_replies(Session& session, const Replies& replies, Numbers& numbers);
/// Separate, since peak memory is compared before it.
void measure_largest_reply(Session& session, const Replies& replies, Numbers& numbers);

}  // namespace bench
