// The command line of `gopls-proxy demo`: from words to options.
//
// It prints nothing and searches for nothing. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/result.hpp"
#include "app/subcommand.hpp"

namespace demo {

using app::Instead;
using app::throw_exception_from_error;

struct Options {
    std::string scenario;  ///< one of them; empty: all
    std::string gopls;     ///< path or name of the gopls to hang; empty: as for serving
    bool json = false;     ///< one JSON document instead of the timeline
    bool list = false;     ///< only name the scenarios
    bool keep = false;     ///< leave the temporary folder
};

/// `scenarios`: the names that `--scenario` may have.
boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments,
                                                      std::span<const std::string_view> scenarios);

}  // namespace demo
