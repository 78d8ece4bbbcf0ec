// Opens a link in the person's browser.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli::dashboard {

/// Returns the commands to try, in order. None where no browser can appear: without a display, or
/// over ssh. Pure.
std::vector<std::vector<std::string>> browser_commands(const app::Environment& environment,
                                                       const std::string& url);

/// Runs the first of the commands that exists, and waits a moment for its failure. Returns whether
/// one was started and has not failed.
bool open_browser(const std::vector<std::vector<std::string>>& commands);

}  // namespace cli::dashboard
