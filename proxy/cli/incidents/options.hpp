// Parses the command line of `gopls-proxy incidents`.
//
// It prints nothing and searches for nothing. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/result.hpp"
#include "app/subcommand.hpp"

namespace cli::incidents {

using app::Instead;
using app::throw_exception_from_error;

enum class View { kList, kShow, kReport };

struct Options {
    View view = View::kList;
    std::string id = "latest";  ///< for show and report
    bool json = false;          ///< for list and show
};

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments);

}  // namespace cli::incidents
