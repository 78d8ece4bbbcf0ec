// Decides what a command line asks for: to serve an editor, to be gopls for one of its other
// commands, or one of the proxy's own commands.
//
// It only examines the words: no settings, no files, no terminal. Pure (docs/design.md, "Command
// line").
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/config.hpp"
#include "app/result.hpp"

namespace cli {

using app::throw_exception_from_error;

enum class Action {
    kServe,       ///< an LSP session on stdin and stdout
    kExecGopls,   ///< replace this process by the real gopls, with `Invocation::arguments`
    kSubcommand,  ///< one of `own_subcommands()`
    kHelp,        ///< print the proxy's help
    kVersion,     ///< print the proxy's version
    kExplain,     ///< say on a terminal that an editor should have started this
    kComplete,    ///< print what may stand next on a command line, with `Invocation::arguments`
    kManual,      ///< print the manual page
};

struct Invocation {
    /// The basename is `gopls`: every argument means the same as to gopls.
    bool as_gopls = false;
    Action action = Action::kServe;
    std::string subcommand;  ///< for `kSubcommand`
    /// For `kExecGopls`: all of gopls's arguments. For `kSubcommand`: those behind its name. For
    /// `kComplete`: the words typed so far behind the program's name, the last one incomplete.
    std::vector<std::string> arguments;
    /// For `kServe`: gopls's arguments, which may still contain `-remote` (see `strip_remote`).
    std::vector<std::string> server_arguments;
    /// In the order given; the last one wins.
    std::vector<app::ProxyFlag> proxy_flags;
};

/// An invalid command line; exit code 2, as for gopls.
struct UsageError {
    std::string sentence;
};

/// One of the proxy's own subcommands.
struct Subcommand {
    std::string_view name;
    std::string_view help;  ///< one line
};

/// Returns the proxy's subcommands. Every other word belongs to gopls.
std::span<const Subcommand> own_subcommands();

/// Parses a whole command line with the program's name. `on_terminal` means that a person started
/// it: no arguments ask for help then, and a session is explained instead of begun.
boost::system::result<Invocation, UsageError> parse_arguments(int argc, const char* const* argv,
                                                              bool on_terminal = false);

}  // namespace cli
