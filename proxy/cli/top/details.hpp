// The pane of the selected session. Pure.
#pragma once

#include "cli/top/frame.hpp"
#include "cli/top/sessions.hpp"

namespace cli::top {

/// Returns at most `size.rows` lines about a session: its summary, servers, requests, figures over
/// the last minutes, processes and waiting requests. A wide pane has two columns and the methods.
/// Lists are cut, and say how much is missing.
Lines details_of(const Row& row, Size size, const Letters& letters);

}  // namespace cli::top
