// What a command line asks for: to serve an editor, to be gopls for one of its
// other commands, or something of the proxy's own.
//
// Only the words are looked at: no settings, no files, no terminal. Pure
// (docs/design.md, "Command line").
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
    kExecGopls,   ///< become the real gopls with `Invocation::arguments`
    kSubcommand,  ///< one of `own_subcommands()`
    kHelp,        ///< print the proxy's help
    kVersion,     ///< print the proxy's version
    kExplain,     ///< say on a terminal that an editor should have started this
};

struct Invocation {
    /// The basename is `gopls`: every argument means what it means to gopls.
    bool as_gopls = false;
    Action action = Action::kServe;
    std::string subcommand;  ///< of `kSubcommand`
    /// Of `kExecGopls`: all of gopls's arguments. Of `kSubcommand`: those behind its name.
    std::vector<std::string> arguments;
    /// Of `kServe`: what gopls is started with, `-remote` still among it (see `strip_remote`).
    std::vector<std::string> server_arguments;
    /// In the order given; a later one wins.
    std::vector<app::ProxyFlag> proxy_flags;
};

/// A command line that cannot be understood; exit code 2, as gopls has it.
struct UsageError {
    std::string sentence;
};

/// A subcommand of the proxy's own.
struct Subcommand {
    std::string_view name;
    std::string_view help;  ///< one line
};

/// Those that exist. Any other word is gopls's.
std::span<const Subcommand> own_subcommands();

/// Reads a whole command line, the program's name included. `on_terminal`: a person started it,
/// so that no arguments at all ask for help, and a session that nobody would speak in is explained.
boost::system::result<Invocation, UsageError> parse_arguments(int argc, const char* const* argv,
                                                              bool on_terminal = false);

}  // namespace cli
