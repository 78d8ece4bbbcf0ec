// The commands that an expert would run next about an incident. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/incidents/document.hpp"

namespace cli::incidents {

using app::incidents::Json;

/// Returns the commands, each with a comment behind `  # `: debuggers and profiles for gopls if it
/// may still run, and the stuck go command with its steps shown. Empty for an incident that says it
/// all. The words of commands are quoted for a shell.
std::vector<std::string> next_steps_of(const std::string& id, const Json& document);

}  // namespace cli::incidents
