// `gopls-proxy config`: the settings in effect and where each comes from.
#pragma once

#include <string>
#include <vector>

#include "app/config/configured.hpp"
#include "app/environment.hpp"

namespace cli {

/// `arguments`: those behind the word `config`. `default_file`: where the configuration is looked
/// for; empty if there is no such place. Returns the exit code: 0, or 2 for a command line that
/// cannot be understood.
int run_config(const std::vector<std::string>& arguments, const app::Configured& configured,
               const app::Environment& environment, const std::string& default_file);

}  // namespace cli
