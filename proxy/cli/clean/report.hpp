// A run of `gopls-proxy clean` for people. Texts are printable. Pure.
#pragma once

#include <string>

#include "cli/clean/inventory_report.hpp"
#include "cli/clean/run.hpp"

namespace cli::clean {

/// Returns every gopls and its companions, the items with their sizes, the go
/// commands, and what will happen.
std::string plan_text(const Run& run, const Style& style);

/// Returns the one question before anything is changed, without a line end.
std::string question_of(const Run& run);

/// Returns what was done and the freed space; after a plan alone, how to carry it out.
std::string result_text(const Run& run, const Style& style);

/// Returns "~/src/app, ~/src/lib".
std::string folders_text(const Parked& parked, const Style& style);

}  // namespace cli::clean
