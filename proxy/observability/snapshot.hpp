// A snapshot of a session for observers in other threads: it shares nothing with the session.
#pragma once

#include <string>
#include <vector>

#include "core/report/status.hpp"

namespace observability {

struct Snapshot {
    core::Status status;
    std::vector<int> leaders;  ///< pids of the spawned servers, each of which leads its processes
    int active_leader = 0;     ///< of these, that of the active server; 0 without one
    std::string metrics_address;  ///< "127.0.0.1:9464"; empty while there is no endpoint
};

}  // namespace observability
