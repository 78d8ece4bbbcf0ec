// `gopls-proxy` between an editor and gopls: from an invocation to a session.
#pragma once

#include "cli/arguments.hpp"
#include "cli/config/configured.hpp"
#include "cli/environment.hpp"
#include "io/guardian.hpp"

namespace cli {

/// A mark that no other proxy has.
std::string new_mark();

/// Finds gopls, opens the log, serves. Returns the exit code. The guardian of `mark` is already
/// there: it has to be forked before everything else.
int serve(const Invocation& invocation, Configured configured, const Environment& environment,
          const std::string& mark, const std::string& guardian_problem);

}  // namespace cli
