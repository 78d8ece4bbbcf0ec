// The runs of `--load` and `--build` for people and for programs. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/doctor/shown.hpp"
#include "doctor/facts/load.hpp"

namespace cli::doctor {

/// Returns a line for each run, and its processes if it hung; empty without runs.
std::string load_text(const std::vector<::doctor::GoRun>& runs, const Style& style);

/// Returns the member `runs` of docs/schemas/doctor.json.
nlohmann::ordered_json load_json(const std::vector<::doctor::GoRun>& runs);

}  // namespace cli::doctor
