// Parses the command line of `gopls-proxy clean`. It prints nothing. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/result.hpp"
#include "app/subcommand.hpp"
#include "cli/clean/kinds.hpp"
#include "cli/refresh/tasks.hpp"

namespace cli::clean {

using app::Instead;
using app::throw_exception_from_error;

struct Options {
    Kinds kinds;           ///< without a choice, and without tasks, the gopls cache
    refresh::Tasks tasks;  ///< go commands to run after the deletion
    /// Where they run; empty: in the workspaces whose gopls is stopped, and in the working folder.
    std::vector<std::string> folders;
    int timeout_seconds = 300;  ///< for each go command
    bool kill_others = false;
    bool force = false;  ///< also delete caches that are in use
    bool dry_run = false;
    bool yes = false;  ///< do not ask
    bool json = false;
};

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments);

/// Whether the command only shows its plan, asks, or acts at once.
enum class Consent { kShowOnly, kAsk, kGiven };

/// Returns how the user has agreed. `on_terminal` means that a person can be asked and sees the
/// plan. JSON is for programs, so nothing is asked then.
Consent consent_of(const Options& options, bool on_terminal);

}  // namespace cli::clean
