// What the start of a server consisted of.
#pragma once

#include "core/base/event.hpp"
#include "core/base/start_phases.hpp"
#include "core/servers/server.hpp"

namespace core {

/// Returns the phases of its start, as far as it has come.
StartPhases start_of(const Server& server);

/// Returns the fields of the event `loaded`: the phases that ended with the load.
Fields log_fields(const StartPhases& start);

}  // namespace core
