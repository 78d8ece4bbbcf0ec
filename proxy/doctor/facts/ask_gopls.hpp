// Asks a gopls for the settings and flags that it knows. Blocking.
#pragma once

#include <string>

#include "app/environment.hpp"
#include "doctor/facts/gopls_api.hpp"
#include "doctor/facts/programs.hpp"

namespace doctor {

/// Runs `gopls api-json`, `gopls -h` and `gopls serve -h`, with the limit of `programs`. gopls
/// counts its commands in the user's configuration folder (Go telemetry), so it gets another one,
/// which is removed.
GoplsApi ask_gopls(Programs& programs, const std::string& gopls,
                   const app::Environment& environment);

}  // namespace doctor
