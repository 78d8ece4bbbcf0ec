// What a command line asks for: to serve an editor, to be gopls for one of its
// other commands, or something of the proxy's own.
//
// Only the words are looked at: no settings, no files, no terminal. Pure
// (docs/design.md, "Command line").
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/result.hpp"

namespace cli {

enum class Action {
    kServe,       ///< an LSP session on stdin and stdout
    kExecGopls,   ///< become the real gopls with `Invocation::arguments`
    kSubcommand,  ///< one of `own_subcommands()`
    kHelp,        ///< print the proxy's help
    kVersion,     ///< print the proxy's version
    kExplain,     ///< say on a terminal that an editor should have started this
};

/// A setting given on the command line, `--proxy-<name>=<value>`.
struct ProxyFlag {
    std::string name;  ///< without dashes and `proxy-`, as typed: `stall-window`
    std::string value;
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
    std::vector<ProxyFlag> proxy_flags;
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

/// Arguments of gopls with some taken out, and a sentence for each that was.
struct Stripped {
    std::vector<std::string> arguments;
    std::vector<std::string> notes;
};

/// Without `-remote`: it hides the server in a daemon that is not ours to replace
/// (docs/gopls-facts.md, "Flags and exit codes").
Stripped strip_remote(const std::vector<std::string>& server_arguments);

/// For a second gopls beside the first: without what only one process can have, fixed addresses
/// (`-debug`, `-mcp.listen`, `-listen`, `-port`; an address with port 0 stays) and the files of
/// `-profile.…`, which a second process would truncate.
Stripped standby_arguments(const std::vector<std::string>& server_arguments);

/// For a later gopls: with the number of its generation behind the file of `-logfile`, which gopls
/// truncates at its start ("auto" is another file for each process).
std::vector<std::string> with_own_logfile(std::vector<std::string> server_arguments,
                                          std::uint64_t generation);

/// With `-debug=127.0.0.1:0`, unless an address was given already.
std::vector<std::string> with_debug_port(std::vector<std::string> server_arguments);

/// The port in gopls's line "debug server listening at http://localhost:1234"; 0 in any other.
std::uint16_t debug_port_in(std::string_view stderr_line);

}  // namespace cli
