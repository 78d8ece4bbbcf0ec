#include "cli/completion/words.hpp"

#include <algorithm>
#include <variant>

#include "app/config/table.hpp"
#include "app/gopls/flags.hpp"
#include "cli/arguments.hpp"

namespace cli::completion {
namespace {

/// Returns the words in front of the one to complete.
std::vector<std::string> complete_words(const std::vector<std::string>& words) {
    return words.empty() ? words : std::vector<std::string>(words.begin(), words.end() - 1);
}

bool is_own(const std::string& word) {
    const auto own = own_subcommands();
    return std::any_of(own.begin(), own.end(), [&](const Subcommand& s) { return s.name == word; });
}

app::Completions commands() {
    app::Completions found;
    for (const Subcommand& own : own_subcommands()) {
        found.candidates.push_back({std::string(own.name), std::string(own.help)});
    }
    found.candidates.push_back({"help", "print the help, or that of a command"});
    for (const std::string_view command : app::gopls_commands()) {
        if (command == "help") continue;
        found.candidates.push_back({std::string(command), "command of gopls"});
    }
    return found;
}

/// Returns the help of a setting up to its first clause.
std::string short_help(std::string_view help) {
    std::string text(help.substr(0, std::min({help.find(';'), help.find(". "), help.size()})));
    std::erase_if(text, [](char c) { return c == '`' || c == '*'; });
    return text;
}

app::Completions flags() {
    app::Completions found;
    for (const app::Setting& setting : app::settings_table()) {
        found.candidates.push_back({app::flag_name(setting.name) + "=", short_help(setting.help)});
    }
    found.candidates.push_back({"--proxy-config=", "path of the configuration file"});
    found.candidates.push_back({"--proxy-help", "print the proxy's help"});
    found.candidates.push_back({"--proxy-version", "print the proxy's version"});
    return found;
}

/// Returns the values of a `--proxy-…` flag, each behind `before`.
app::Completions values_of(const std::string& flag, const std::string& before) {
    app::Completions found;
    if (flag == "--proxy-config") found.offer = app::Offer::kFiles;
    for (const app::Setting& setting : app::settings_table()) {
        if (app::flag_name(setting.name) != flag) continue;
        if (const auto* choice = std::get_if<app::ChoiceKind>(&setting.kind)) {
            for (const std::string_view word : choice->words) {
                found.candidates.push_back({before + std::string(word), {}});
            }
        }
        if (std::holds_alternative<app::PathKind>(setting.kind)) found.offer = app::Offer::kFiles;
    }
    return found;
}

app::Completions unfiltered(const std::vector<std::string>& before, const std::string& typed) {
    const app::FlagLine line = app::read_flags(before);
    const bool is_value = !line.flags.empty() && line.flags.back().wants_value &&
                          !line.flags.back().value.has_value();
    if (is_value) return values_of("--" + line.flags.back().name, {});
    if (const std::size_t equals = typed.find('='); equals != std::string::npos) {
        return values_of(typed.substr(0, equals), typed.substr(0, equals + 1));
    }
    if (typed.starts_with('-')) return flags();
    if (!line.command) return commands();
    if (before[*line.command] == "help") {
        return *line.command + 1 == before.size() ? commands() : app::Completions{};
    }
    return {.candidates = {}, .offer = app::Offer::kFiles};
}

}  // namespace

std::optional<Behind> behind_subcommand(const std::vector<std::string>& words) {
    const std::vector<std::string> before = complete_words(words);
    const app::FlagLine line = app::read_flags(before);
    if (!line.command || !is_own(before[*line.command])) return std::nullopt;
    const auto behind = words.begin() + static_cast<std::ptrdiff_t>(*line.command) + 1;
    return Behind{before[*line.command], {behind, words.end()}};
}

app::Completions own_words(const std::vector<std::string>& words) {
    const std::string typed = words.empty() ? std::string() : words.back();
    app::Completions found = unfiltered(complete_words(words), typed);
    app::keep_matching(found, typed);
    return found;
}

}  // namespace cli::completion
