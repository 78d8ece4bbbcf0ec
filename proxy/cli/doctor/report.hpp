// The findings of `gopls-proxy doctor` for people and for programs. Texts are printable and masked:
// names and values come from the workspace and the environment. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/doctor/shown.hpp"
#include "doctor/examine.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/finding.hpp"

namespace cli::doctor {

using Json = nlohmann::ordered_json;

/// Returns a paragraph for each finding, the settings of Go that are not the default, the state of
/// the machine, and a summary.
std::string report_text(const ::doctor::Facts& facts, const ::doctor::Findings& findings,
                        const Style& style);

/// Returns the line before the command of a fix runs, and the one behind it.
std::string fix_text(const ::doctor::Finding& finding, const Style& style);
std::string mended_text(const ::doctor::Mended& mended, const Style& style);

/// Returns the document of docs/schemas/doctor.json. `fixes` is null without `--fix`.
Json report_json(const ::doctor::Facts& facts, const ::doctor::Findings& findings,
                 const std::vector<::doctor::Mended>* fixes);

/// Returns the exit code: 1 for an error or a warning, else 0.
int exit_code_of(const ::doctor::Findings& findings);

}  // namespace cli::doctor
