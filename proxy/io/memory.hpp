// Hints to malloc and the kernel about this process's memory. It is not an allocator, and does
// nothing where the system has no such hints.
#pragma once

#include <span>

namespace io {

/// Makes malloc keep freed blocks of up to a few MiB for the next message, which saves a page fault
/// for each page. Larger blocks go back to the system at once. Call before any large allocation.
void prefer_kept_memory();

/// Requests huge pages for `room`, if it is large. Call it before filling `room` from its
/// beginning.
void prefer_huge_pages(std::span<char> room);

/// Releases free memory between used blocks to the system. Scans all free memory: call it rarely.
void give_back_memory();

}  // namespace io
