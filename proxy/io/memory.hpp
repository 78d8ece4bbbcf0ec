// What this process asks of the system for its memory. No allocator: malloc stays
// malloc, and where the system has no such wishes nothing happens.
#pragma once

#include <span>

namespace io {

/// Memory up to a few MiB is kept for the next message when it is freed, which saves a fault for
/// each of its pages; more goes back to the system at once. Before anything large is allocated.
void prefer_kept_memory();

/// `room` is about to be filled from its beginning to its end: in huge pages, if it is large.
void prefer_huge_pages(std::span<char> room);

/// Gives the system back what lies free between what is in use. Looks through all that is free:
/// for once in a while.
void give_back_memory();

}  // namespace io
