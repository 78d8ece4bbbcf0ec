// Threads whose stack does not follow the limit for stacks (`ulimit -s`), which may be anything.
#pragma once

#include <functional>

namespace io {

/// Calls `work` in a thread of its own. False where the system gives none.
bool start_thread(std::function<void()> work);

/// Calls `work` and waits for its end: here, or in another thread where the limit leaves this one
/// too small a stack. libuv alone puts 12 KiB on it; Go's programs live with 16 KiB.
void with_enough_stack(const std::function<void()>& work);

}  // namespace io
