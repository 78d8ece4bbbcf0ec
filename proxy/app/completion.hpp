// The words that may stand next on the command line of a subcommand, for the completion of shells.
// Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace app {

/// Behind a subcommand, this word asks for completions instead of running it: the words behind it
/// are those typed so far.
inline constexpr std::string_view kCompleteWord = "__complete";

/// One word that may be typed, and what it means in one line.
struct Candidate {
    std::string word;
    std::string meaning;
};

/// What a shell offers besides `Completions::candidates`.
enum class Offer { kWords, kFiles, kFolders };

struct Completions {
    std::vector<Candidate> candidates;
    Offer offer = Offer::kWords;
};

/// Names the words that an option or positional of `line` accepts, where no validator does.
void offer_words(CLI::Option* option, std::span<const std::string_view> words);

/// Returns what may stand in place of the last of `words`, which may be empty or incomplete. The
/// others are complete. Candidates that do not begin with it are left out.
Completions completions(const CLI::App& line, const std::vector<std::string>& words);

/// Removes the candidates that do not begin with `typed`.
void keep_matching(Completions& completions, std::string_view typed);

/// Returns a line for each candidate, `WORD TAB MEANING`, and as the last line what else to offer:
/// `:words`, `:files` or `:folders`. The scripts of proxy/cli/completion read it.
std::string to_text(const Completions& completions);

}  // namespace app
