// A run of `gopls-proxy clean` for programs. Pure.
#pragma once

#include <string>

#include "cli/clean/run.hpp"

namespace cli::clean {

/// Returns the document of docs/schemas/clean.json. Secrets in command lines are masked.
std::string json_of(const Run& run);

}  // namespace cli::clean
