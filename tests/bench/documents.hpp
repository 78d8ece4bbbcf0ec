// Measurements with documents: opening one, a burst of typing, edits with few and many documents
// open, and the memory that a relay needs for them. Documents and edits are those of an editor with
// incremental synchronisation: one character per edit, and a new version with each.
#pragma once

#include <cstddef>
#include <vector>

#include "bench/figures.hpp"
#include "bench/session.hpp"

namespace bench {

/// Opens documents of 100 KiB and of 1 MiB, `times` each, one at a time. A request follows each in
/// the same write.
void measure_opening(Session& session, int times, Numbers& numbers);

/// Opens one document of 100 KiB. Writes `edits` edits of it as fast as the relay takes them, then
/// a completion, and measures the time to its answer: the median of `bursts` bursts.
void measure_typing(Session& session, int edits, int bursts, Numbers& numbers);

/// Measures edits, each followed by a request, with 1, 100 and 1,000 documents of 100 KiB open (at
/// most `most`), and the memory afterwards. Needs its own session.
void measure_large_documents(Session& session, int edits, std::size_t most, Numbers& numbers);

/// Does the same with 10,000 documents of 1 KiB.
void measure_small_documents(Session& session, int edits, std::size_t most, Numbers& numbers);

}  // namespace bench
