// Every gopls of the user and the other processes that matter, for people. Texts are printable.
// Pure.
#pragma once

#include <string>

#include "cli/clean/inventory.hpp"
#include "cli/refresh/report.hpp"

namespace cli::clean {

using refresh::Style;

/// Returns a section for each sort of process, and one for locks and writers; empty sections are
/// left out.
std::string inventory_text(const Inventory& inventory, const Style& style);

/// Returns the line above a section.
std::string heading(const std::string& text, const Style& style);

/// Returns a path on one line, with `~` for the home folder.
std::string path_text(const std::string& path, const Style& style);

}  // namespace cli::clean
