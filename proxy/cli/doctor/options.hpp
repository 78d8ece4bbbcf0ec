// Parses the command line of `gopls-proxy doctor`. Prints nothing. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/result.hpp"
#include "app/subcommand.hpp"

namespace cli::doctor {

using app::throw_exception_from_error;

struct Options {
    std::string folder = ".";
    bool json = false;
    bool fix = false;
    bool price = false;
    int time_limit_seconds = 5;
};

boost::system::result<Options, app::Instead> parse_options(std::vector<std::string> arguments);

}  // namespace cli::doctor
