// The command line of `gopls-proxy demo`: from words to options.
//
// It prints nothing and looks for nothing. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/result.hpp"

namespace demo {

using app::throw_exception_from_error;

struct Options {
    std::string scenario;  ///< one of them; empty: all
    std::string gopls;     ///< path or name of the gopls to hang; empty: as for serving
    bool json = false;     ///< one JSON document instead of the timeline
    bool list = false;     ///< only name the scenarios
    bool keep = false;     ///< leave the temporary folder
};

/// Text to print instead of a demo: the help (exit code 0) or an error (2).
struct Instead {
    std::string text;
    int exit_code = 0;
};

/// `scenarios`: the names that `--scenario` may have.
boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments,
                                                      std::span<const std::string_view> scenarios);

}  // namespace demo
