#include "app/subcommand.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <system_error>

#include "app/completion.hpp"
#include "app/config/mistakes.hpp"
#include "app/config/suggest.hpp"
#include "app/manual.hpp"
#include "app/printable.hpp"

namespace app {
namespace {

/// Returns all subcommands, parsed or not.
std::vector<CLI::App*> subcommands_of(CLI::App& line) {
    return line.get_subcommands([](CLI::App*) { return true; });
}

/// Returns the words that may stand where an unexpected one stood.
std::vector<std::string> allowed_words(CLI::App& line) {
    const std::vector<CLI::App*> parsed = line.get_subcommands();
    std::vector<std::string> words;
    const auto add = [&](std::string word) {
        if (std::find(words.begin(), words.end(), word) == words.end()) {
            words.push_back(std::move(word));
        }
    };
    if (parsed.empty()) {
        for (const CLI::App* subcommand : subcommands_of(line)) add(subcommand->get_name());
    }
    for (const CLI::App* owner : {parsed.empty() ? &line : parsed.back(), &line}) {
        for (const CLI::Option* option : owner->get_options()) add(option->get_name());
    }
    return words;
}

Instead unexpected(CLI::App& line, const std::string& word) {
    const std::vector<std::string> allowed = allowed_words(line);
    const std::vector<std::string_view> known(allowed.begin(), allowed.end());
    return usage_error(line.get_name(), "unexpected argument \"" + word + "\"" +
                                            allowed_clause(alternatives(allowed)) +
                                            did_you_mean(word, known));
}

/// Returns the option or flag of this name in `line` or one of its subcommands, or null.
const CLI::Option* option_of(CLI::App& line, const std::string& name) {
    std::vector<CLI::App*> owners = subcommands_of(line);
    owners.push_back(&line);
    for (CLI::App* owner : owners) {
        if (const CLI::Option* option = owner->get_option_no_throw(name)) return option;
    }
    return nullptr;
}

/// Returns the first word that gives a value to a flag, such as `--json=yes`; empty if none does.
std::string flag_with_value(CLI::App& line, const std::vector<std::string>& words) {
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        if (!word.starts_with("--") || equals == std::string::npos) continue;
        const CLI::Option* option = option_of(line, word.substr(0, equals));
        if (option != nullptr && option->get_items_expected_max() == 0) return word;
    }
    return {};
}

}  // namespace

Instead usage_error(std::string_view command, std::string_view sentence) {
    const std::string name(command);
    // An argument in the sentence may hold control characters, which a terminal would obey.
    return {name + ": " + printable_line(sentence) + " (see " + name + " --help)\n", kExitUsage};
}

std::optional<Instead> parse_words(CLI::App& line, std::vector<std::string> words) {
    if (!words.empty() && words.front() == kCompleteWord) {
        words.erase(words.begin());
        return Instead{to_text(completions(line, words)), 0};
    }
    if (!words.empty() && words.front() == kManualWord) return Instead{manual_of(line), 0};
    if (const std::string flag = flag_with_value(line, words); !flag.empty()) {
        return usage_error(line.get_name(), "unexpected argument \"" + flag + "\": " +
                                                flag.substr(0, flag.find('=')) + " takes no value");
    }
    // Otherwise CLI11 throws with a sentence of its own.
    line.allow_extras();
    for (CLI::App* subcommand : subcommands_of(line)) subcommand->allow_extras();
    std::reverse(words.begin(), words.end());  // CLI11 expects them in this order
    try {
        line.parse(words);
    } catch (const CLI::Success&) {
        return Instead{line.help(), 0};
    } catch (const CLI::ArgumentMismatch& error) {
        const std::string what = error.what();  // "--gopls: 1 required TEXT missing"
        return usage_error(line.get_name(), "missing value for " + what.substr(0, what.find(':')));
    } catch (const CLI::ParseError& error) {
        return usage_error(line.get_name(), error.what());
    }
    const std::vector<std::string> extras = line.remaining(true);
    if (!extras.empty()) return unexpected(line, extras.front());
    return std::nullopt;
}

void add_number(CLI::App& line, const std::string& option, int& number, const std::string& name,
                const std::string& meaning, int most) {
    const auto wrong = [most](const std::string& text) {
        int value = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool is_right = failure == std::errc() && end == text.data() + text.size() &&
                              value >= 1 && value <= most;
        const bool is_bounded = most < std::numeric_limits<int>::max();
        return is_right ? std::string()
                        : "\"" + text + "\" is not a whole number from 1" +
                              (is_bounded ? " to " + std::to_string(most) : " up");
    };
    line.add_option(option, number, meaning)->type_name(name)->check(CLI::Validator(wrong, "", ""));
}

int print(const Instead& instead) {
    std::fputs(instead.text.c_str(), instead.exit_code == 0 ? stdout : stderr);
    return instead.exit_code;
}

}  // namespace app
