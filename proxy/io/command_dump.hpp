// Takes the goroutine stacks of a Go program that is about to be ended, hidden from its parent.
//
// On SIGQUIT a Go program writes its stacks to stderr. For a child of gopls, that is a pipe that
// gopls reads and shows as an error. So this stops the reader, drains the pipe, and lets the reader
// run again. Blocking: call it in a thread of its own. Linux only; elsewhere it does nothing.
#pragma once

#include <chrono>
#include <string>

#include "io/processes.hpp"

namespace io {

/// Returns the output of `command`, at most 8 MiB. It is empty if the stderr of `command` is not a
/// pipe, if either process is gone or not ours, or if nothing came within `limit`. `command` is not
/// signalled if the result is known to be empty beforehand. `reader` runs again when this returns.
std::string take_goroutines(ProcessIdentity command, ProcessIdentity reader,
                            std::chrono::milliseconds limit);

}  // namespace io
