// The go commands of a refresh and their results, for programs. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "cli/refresh/result.hpp"
#include "cli/refresh/steps.hpp"

namespace cli::refresh {

/// Returns the list `refresh` of docs/schemas/clean.json. Secrets are masked. `results` is empty if
/// nothing was run.
nlohmann::ordered_json to_json(const std::vector<Step>& steps, const std::vector<Result>& results);

}  // namespace cli::refresh
