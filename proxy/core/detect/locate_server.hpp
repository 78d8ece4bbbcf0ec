// Finds the server in a process tree. gopls may run below a script or a version manager that does
// not exec, or outside the tree (docker exec, ssh, a relay to a socket). Pure.
#pragma once

#include "core/detect/snapshot.hpp"

namespace core {

/// Splits a snapshot into the server's processes and the others. The server is the gopls nearest to
/// the root that is neither the telemetry child nor below another gopls. It comes first, followed
/// by everything that it started. Processes that start it or run beside it become `carriers`.
/// Without a gopls all processes do, and `elsewhere` says whether every one of them is known to be
/// another program.
Snapshot locate_server(Snapshot seen);

}  // namespace core
