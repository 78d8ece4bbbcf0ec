// Parses the command line of `gopls-proxy setup`. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/result.hpp"
#include "app/subcommand.hpp"

namespace cli::setup {

using app::Instead;
using app::throw_exception_from_error;

struct Options {
    std::string editor;    ///< the id of the only one; empty for all
    bool undo = false;     ///< removes what was added
    bool yes = false;      ///< does not ask
    bool dry_run = false;  ///< changes nothing
    bool json = false;     ///< prints JSON, and does not ask
};

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments);

}  // namespace cli::setup
