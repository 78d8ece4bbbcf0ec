// `gopls-proxy` between an editor and gopls: from an invocation to a session.
#pragma once

#include "cli/arguments.hpp"
#include "cli/config/configured.hpp"
#include "cli/environment.hpp"

namespace cli {

/// A mark that no other proxy has.
std::string new_mark();

/// Finds gopls, opens the log, serves. Returns the exit code.
int serve(const Invocation& invocation, Configured configured, const Environment& environment);

}  // namespace cli
