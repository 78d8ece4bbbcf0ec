// The status of the running proxies, for people and for programs. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/control/protocol.hpp"
#include "cli/control/client.hpp"

namespace cli {

/// Returns a paragraph for each session. `home` is shown as `~`; empty: it is not known.
std::string status_text(const std::vector<Session>& sessions, const std::string& home,
                        bool colours);

/// Returns a JSON array with the status of each session (docs/schemas/status.json). A session that
/// did not answer has only `proxy.pid` and `error`.
std::string status_json(const std::vector<Session>& sessions);

}  // namespace cli
