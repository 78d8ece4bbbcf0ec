// Parses the command line of `gopls-proxy health`. Prints nothing. Pure.
//
// The URL of the webhook is a secret: no error repeats it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"
#include "app/result.hpp"
#include "app/subcommand.hpp"
#include "cli/health/limits.hpp"

namespace cli::health {

using app::throw_exception_from_error;

/// Takes the place of `--webhook`, whose value other users could read in the process table.
inline constexpr std::string_view kWebhookVariable = "GOPLS_PROXY_WEBHOOK";

struct Options {
    std::string folder = ".";
    /// Files to open, relative to the folder or absolute; empty: the command chooses.
    std::vector<std::string> files;
    int most_files = 5;  ///< how many the command chooses
    int rounds = 5;
    int saves = 0;
    /// A file with gopls's settings as JSON; empty: none.
    std::string settings;
    Limits limits;
    core::Duration time_limit = std::chrono::minutes(10);
    core::Duration request_limit = std::chrono::seconds(30);

    bool json = false;
    std::string junit;  ///< a file; empty: none
    bool annotations = false;
    std::string webhook;  ///< a URL of HTTP; empty: none
    bool webhook_always = false;
    std::string baseline;       ///< a file; empty: none
    std::string save_baseline;  ///< a file; empty: none
    /// The folder for incidents; empty: the user's.
    std::string incidents;
};

/// `environment` may name the webhook, and asks for annotations inside GitHub Actions.
boost::system::result<Options, app::Instead> parse_options(std::vector<std::string> arguments,
                                                           const app::Environment& environment);

}  // namespace cli::health
