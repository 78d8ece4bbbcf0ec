// Parses the command line of `gopls-proxy incidents`.
//
// It prints nothing and searches for nothing. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/result.hpp"

namespace cli::incidents {

using app::throw_exception_from_error;

enum class View { kList, kShow, kReport };

struct Options {
    View view = View::kList;
    std::string id = "latest";  ///< for show and report
    bool json = false;          ///< for list and show
};

/// A text to print instead: the help (exit code 0) or an error (2).
struct Instead {
    std::string text;
    int exit_code = 0;
};

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments);

}  // namespace cli::incidents
