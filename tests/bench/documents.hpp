// What is measured with documents: opening one, a burst of typing, edits with few and with many
// documents open, and the memory that a relay needs for them. Documents and edits are those of an
// editor with incremental synchronisation: a character at a time, a version more with each.
#pragma once

#include <cstddef>
#include <vector>

#include "bench/figures.hpp"
#include "bench/session.hpp"

namespace bench {

/// Opens so many documents of 100 KiB and of 1 MiB, one at a time, each with a request behind it in
/// the same write.
void measure_opening(Session& session, int times, Numbers& numbers);

/// Opens one document of 100 KiB, writes so many edits of it as fast as the relay takes them, and
/// then a completion; the time to its answer, as a median of so many bursts.
void measure_typing(Session& session, int edits, int bursts, Numbers& numbers);

/// Edits, a request after each, with 1, 100 and 1,000 documents of 100 KiB open (at most `most`),
/// and memory then. Wants a session of its own.
void measure_large_documents(Session& session, int edits, std::size_t most, Numbers& numbers);

/// The same with 10,000 documents of 1 KiB.
void measure_small_documents(Session& session, int edits, std::size_t most, Numbers& numbers);

}  // namespace bench
