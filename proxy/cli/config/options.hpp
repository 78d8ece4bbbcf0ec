// Parses the command line of `gopls-proxy config`. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/result.hpp"
#include "app/subcommand.hpp"

namespace cli::config {

using app::throw_exception_from_error;

struct Options {
    bool json = false;
    bool check = false;  ///< `config check`
    std::string file;    ///< to check; empty: the configuration file in use
};

boost::system::result<Options, app::Instead> parse_options(std::vector<std::string> arguments);

}  // namespace cli::config
