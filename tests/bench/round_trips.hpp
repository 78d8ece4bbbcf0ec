// What is measured with requests alone: latency of small requests, one by one, in a pipeline, and
// while many others are open; replies of all sizes. Each adds its figures to the numbers of the
// round. Nothing here knows documents.
#pragma once

#include "bench/figures.hpp"
#include "bench/session.hpp"

namespace bench {

/// Small requests, each sent when the one before is answered, and what they cost the processes.
void measure_small(Session& session, int count, Numbers& numbers);

/// Small requests as fast as they are taken.
void measure_pipelined(Session& session, int count, Numbers& numbers);

/// Small requests while 1, 100, 10,000 others (at most `most`) are open.
void measure_while_held(Session& session, int count, int most, Numbers& numbers);

/// How many replies of each size.
struct Replies {
    int of_1k = 500;
    int of_64k = 200;
    int of_1m = 20;
    int of_16m = 4;
    int of_64m = 2;
    std::size_t sizes_divided_by = 1;  ///< to try it out in no time
};
void measure_replies(Session& session, const Replies& replies, Numbers& numbers);
/// Apart, since peak memory is compared before.
void measure_largest_reply(Session& session, const Replies& replies, Numbers& numbers);

}  // namespace bench
