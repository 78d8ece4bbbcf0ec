// The words that may stand on a command line in front of a subcommand, or behind one of gopls:
// commands, and the flags of the settings. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/completion.hpp"

namespace cli::completion {

/// A command line whose last word is completed by one of the proxy's own subcommands.
struct Behind {
    std::string subcommand;
    std::vector<std::string> words;  ///< those behind it
};

/// Returns the subcommand that completes the last of `words`, which are those behind the program's
/// name. Nothing if `own_words` does.
std::optional<Behind> behind_subcommand(const std::vector<std::string>& words);

/// Completes the last of `words`, which no subcommand completes: commands of the proxy and of
/// gopls,
/// `--proxy-…` flags with their values, and files for the commands of gopls.
app::Completions own_words(const std::vector<std::string>& words);

}  // namespace cli::completion
