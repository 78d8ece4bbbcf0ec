// Fuzz target: command lines of arbitrary words, one word per line. The parser accepts a command
// line or refuses it with a sentence, and the rewriting for gopls loses no word.
#include "cli/arguments.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "app/gopls/flags.hpp"
#include "app/gopls/server_arguments.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"

namespace fuzz {
namespace {

void check_parsed(const std::vector<std::string>& words) {
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    argv.push_back(nullptr);
    for (const bool on_terminal : {false, true}) {
        const auto parsed =
            cli::parse_arguments(static_cast<int>(words.size()), argv.data(), on_terminal);
        if (!parsed) {
            check(!parsed.error().sentence.empty(), "a refused command line has a sentence");
            continue;
        }
        for (const auto& flag : parsed->proxy_flags) {
            const bool given = std::any_of(words.begin(), words.end(), [&](const auto& word) {
                return word.find("-proxy-" + flag.name) != std::string::npos;
            });
            check(given, "a parsed flag is in the command line");
        }
    }
}

/// An unknown flag may take the next word as its value. Removing a flag between the two changes how
/// they are read, so such command lines are not checked for repeated rewriting.
bool all_known(const std::vector<app::Flag>& flags) {
    return std::all_of(flags.begin(), flags.end(), [](const app::Flag& flag) {
        return flag.wants_value || flag.name == "v" || flag.name == "rpc.trace";
    });
}

void check_rewritten(const std::vector<std::string>& words) {
    const bool plain = all_known(app::read_flags(words).flags);
    const app::Stripped local = app::strip_remote(words);
    check(!plain || app::strip_remote(local.arguments).notes.empty(), "one pass removes -remote");
    const app::Stripped beside = app::standby_arguments(words);
    check(!plain || app::standby_arguments(beside.arguments).notes.empty(),
          "one pass removes the addresses");
    check(beside.arguments.size() + beside.notes.size() <= words.size(), "words are only removed");
    const auto with_port = app::with_debug_port(words);
    check(app::with_debug_port(with_port) == with_port, "only one debug port is added");
}

}  // namespace

void command_line(Bytes input) {
    std::string_view rest = text_of(input);
    std::vector<std::string> words;
    while (!rest.empty() && words.size() < 40) {
        const std::string_view line = take_line(rest);
        words.emplace_back(line.substr(0, line.find('\0')));  // as the system passes it
    }
    if (words.empty()) words.emplace_back();
    check_parsed(words);
    words.erase(words.begin());
    const app::FlagLine flags = app::read_flags(words);
    check(!flags.command || *flags.command < words.size(), "the subcommand is a word");
    for (const app::Flag& flag : flags.flags) {
        check(flag.first + flag.count <= words.size(), "a flag lies inside the command line");
        check(!app::spelled(flag).empty(), "a flag has a spelling");
    }
    check_rewritten(words);
    for (const std::string& word : words) (void)app::debug_port_in(word);
}

}  // namespace fuzz
