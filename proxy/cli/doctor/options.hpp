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
    bool network = false;
    bool deep = false;
    bool load = false;
    bool build = false;
    bool log = false;
    std::string log_file = {};  ///< empty: that of the proxy
    std::string repro = {};     ///< the folder to write a small workspace to; empty: none
    std::string finding = {};   ///< the id that it shows; empty: the first about the workspace
    int time_limit_seconds = 5;
    int load_limit_seconds = 60;  ///< that of `--time-limit`, if it is given
};

boost::system::result<Options, app::Instead> parse_options(std::vector<std::string> arguments);

}  // namespace cli::doctor
