// The processes left behind, for the doctor, from the inventory of `gopls-proxy clean`.
#pragma once

#include "app/environment.hpp"
#include "doctor/facts/processes.hpp"

namespace cli::doctor {

/// Returns those of this user. Blocking: reads /proc and asks the running proxies.
::doctor::ProcessFacts read_processes(const app::Environment& environment);

}  // namespace cli::doctor
