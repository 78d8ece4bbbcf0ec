// The command line of `gopls-proxy incidents`: from words to what is asked for.
//
// It prints nothing and looks for nothing. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/result.hpp"

namespace cli::incidents {

using app::throw_exception_from_error;

enum class View { kList, kShow, kReport };

struct Options {
    View view = View::kList;
    std::string id = "latest";  ///< of show and report
    bool json = false;          ///< of list and show
};

/// Text to print instead: the help (exit code 0) or what is wrong (2).
struct Instead {
    std::string text;
    int exit_code = 0;
};

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments);

}  // namespace cli::incidents
