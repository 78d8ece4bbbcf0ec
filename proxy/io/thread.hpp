// Threads with a stack of their own size, independent of the stack limit (`ulimit -s`).
#pragma once

#include <functional>

namespace io {

/// Calls `work` in a new thread. Returns false if the system cannot start one.
bool start_thread(std::function<void()> work);

/// Calls `work` and waits for its end: in this thread, or in another if the stack limit of this one
/// is too small. libuv alone puts 12 KiB on the stack; Go's programs live with 16 KiB.
void with_enough_stack(const std::function<void()>& work);

}  // namespace io
