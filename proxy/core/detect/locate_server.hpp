// Which process of a tree is the server: gopls may stand below a script or a version manager that
// does not exec, or not in the tree at all (docker exec, ssh, a relay to a socket). Pure.
#pragma once

#include "core/detect/snapshot.hpp"

namespace core {

/// Sorts a snapshot by whose processes they are. The server is the gopls nearest to the root that
/// is neither the telemetry child nor below another gopls; it comes first, with all that it
/// started behind it. What starts it or stands beside it goes to `carriers`. Without a gopls all
/// processes do, and `elsewhere` tells whether every one of them is known to be something else.
Snapshot locate_server(Snapshot seen);

}  // namespace core
