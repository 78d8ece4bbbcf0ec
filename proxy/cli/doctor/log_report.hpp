// The start of gopls in a log, for people and for programs. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/doctor/shown.hpp"
#include "doctor/facts/server_log.hpp"

namespace cli::doctor {

/// Returns the steps of the last start with their lines; empty without `--log`.
std::string log_text(const ::doctor::ServerLog& log, const Style& style);

/// Returns the member `log` of docs/schemas/doctor.json; null without `--log`.
nlohmann::ordered_json log_json(const ::doctor::ServerLog& log);

}  // namespace cli::doctor
