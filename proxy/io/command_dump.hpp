// The goroutines of a Go program that is about to be ended, without its parent seeing them.
//
// SIGQUIT has them written to stderr, which for a child of gopls is a pipe that gopls reads and
// shows as an error. So the reader is stopped for that moment, and what is in the pipe is taken
// out of it before it goes on. Blocking, for a thread of its own. Linux; elsewhere it does nothing.
#pragma once

#include <chrono>
#include <string>

#include "io/processes.hpp"

namespace io {

/// What `command` wrote, at most 8 MiB; empty if its stderr is no pipe, if either process is gone
/// or not ours, or if nothing came within `limit`. Where it is empty for a reason known
/// beforehand, `command` has not been signalled. `reader` runs again when this returns.
std::string take_goroutines(ProcessIdentity command, ProcessIdentity reader,
                            std::chrono::milliseconds limit);

}  // namespace io
