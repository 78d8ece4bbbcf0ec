// The status of a session as the control socket and the dashboard tell it
// (docs/schemas/status.json). Pure.
#pragma once

#include <nlohmann/json.hpp>

#include "core/report/status.hpp"

namespace observability {

/// Returns `about` and the status, without the processes.
nlohmann::ordered_json status_json(nlohmann::ordered_json about, const core::Status& status);

/// Adds the processes of the servers, or null if they are unknown, to a reply. In a status they
/// tell that gopls is stopped before a request waits for it, which is when the session looks.
void add_processes(nlohmann::ordered_json& status, nlohmann::ordered_json processes);

}  // namespace observability
