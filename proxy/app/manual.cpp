#include "app/manual.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

namespace app {
namespace {

std::string bold(std::string_view text) {
    return "\\fB" + roff(text) + "\\fR";
}

std::string italic(std::string_view text) {
    return "\\fI" + roff(text) + "\\fR";
}

/// Returns the lines in groups that blank lines divide.
std::vector<std::vector<std::string_view>> blocks_of(std::string_view text) {
    std::vector<std::vector<std::string_view>> blocks(1);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty()) {
            blocks.back().push_back(line);
        } else if (!blocks.back().empty()) {
            blocks.emplace_back();
        }
    }
    if (blocks.back().empty()) blocks.pop_back();
    return blocks;
}

std::string names_of(const CLI::Option& option) {
    if (option.get_positional()) return italic(option.get_name());
    std::string names;
    for (const std::string& name : option.get_snames()) names += bold("-" + name) + ", ";
    for (const std::string& name : option.get_lnames()) names += bold("--" + name) + ", ";
    names.resize(names.size() - 2);
    const std::string value = option.get_type_name();
    return value.empty() || option.get_items_expected_max() == 0 ? names
                                                                 : names + " " + italic(value);
}

std::string options_of(const CLI::App& line) {
    std::string text;
    for (const CLI::Option* option : line.get_options({})) {
        text += ".TP\n" + names_of(*option) + "\n" + roff(option->get_description()) + "\n";
    }
    return text;
}

}  // namespace

std::string roff(std::string_view text) {
    std::string escaped;
    bool at_start = true;
    for (const char c : text) {
        if (at_start && (c == '.' || c == '\'')) escaped += "\\&";
        at_start = c == '\n';
        if (c == '\\') {
            escaped += "\\e";
        } else if (c == '-') {
            escaped += "\\-";
        } else {
            escaped += c;
        }
    }
    return escaped;
}

std::string roff_paragraphs(std::string_view text) {
    std::string paragraphs;
    for (const auto& block : blocks_of(text)) {
        const bool is_list =
            block.front().ends_with(':') && block.size() > 1 && block[1].starts_with(' ');
        paragraphs += ".PP\n";
        if (is_list) paragraphs += bold(block.front()) + "\n.PP\n.nf\n";
        for (std::string_view line : block) {
            if (is_list && line == block.front()) continue;
            // A line that begins with a blank would not be filled.
            if (!is_list) line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
            paragraphs += roff(line) + "\n";
        }
        if (is_list) paragraphs += ".fi\n";
    }
    return paragraphs;
}

std::string manual_of(const CLI::App& line) {
    std::string text = ".SS " + roff(line.get_name()) + "\n";
    text += roff_paragraphs(line.get_description()) + options_of(line);
    for (const CLI::App* subcommand : line.get_subcommands({})) {
        text += ".TP\n" + bold(subcommand->get_name()) + "\n" +
                roff(subcommand->get_description()) + "\n";
    }
    return text + roff_paragraphs(line.get_footer());
}

}  // namespace app
