// The command line of one of the proxy's subcommands: CLI11 parses it, help and errors have one
// style for all. It prints only in `print`.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace app {

/// Exit code of an invalid command line, as for gopls.
inline constexpr int kExitUsage = 2;

/// A text to print instead of running the command: its help, its completions or its part of the
/// manual page (exit code 0), or an error (2).
struct Instead {
    std::string text;
    int exit_code = 0;
};

/// Returns the error `gopls-proxy demo: SENTENCE (see gopls-proxy demo --help)`; `command` is
/// `gopls-proxy demo`.
Instead usage_error(std::string_view command, std::string_view sentence);

/// Parses the words behind the subcommand into the options of `line`, whose name is the whole
/// command, `gopls-proxy demo`. Returns nothing, or what to print instead of running it.
std::optional<Instead> parse_words(CLI::App& line, std::vector<std::string> words);

/// Adds an option with a whole number, at least 1. `name` is its place in the help: "PID".
void add_number(CLI::App& line, const std::string& option, int& number, const std::string& name,
                const std::string& meaning, int most = std::numeric_limits<int>::max());

/// Prints the help to stdout, or the error to stderr. Returns the exit code.
int print(const Instead& instead);

}  // namespace app
