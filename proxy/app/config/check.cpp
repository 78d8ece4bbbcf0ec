#include "app/config/check.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "app/config/entries.hpp"
#include "app/config/file.hpp"
#include "app/config/mistakes.hpp"
#include "app/config/table.hpp"

namespace app {
namespace {

constexpr std::string_view kSpaces = " \t\r";
/// A file with more of them is probably not TOML at all.
constexpr std::size_t kMostSyntaxErrors = 50;

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpaces);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string joined_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

bool is_header(std::string_view line) {
    return trimmed(line).starts_with('[');
}

/// `key = value` on one line, as far as it can be read without a parser.
struct Assignment {
    std::string key;    ///< with its table in front
    std::string value;  ///< without a comment behind it
};

/// Returns the key and the value on line `index`; nothing if there is no `=`.
std::optional<Assignment> assignment_at(const std::vector<std::string>& lines, std::size_t index) {
    const std::string_view line = lines[index];
    const std::size_t equals = line.find('=');
    const std::string key(trimmed(line.substr(0, std::min(equals, line.size()))));
    if (equals == line.npos || key.empty() || is_header(line)) return std::nullopt;
    std::string_view value = line.substr(equals + 1);
    Assignment found{key, std::string(trimmed(value.substr(0, value.find('#'))))};
    for (std::size_t i = index; i > 0; --i) {
        if (!is_header(lines[i - 1])) continue;
        std::string_view table = trimmed(lines[i - 1]).substr(1);
        table = trimmed(table.substr(0, table.find(']')));
        found.key = std::string(table) + "." + key;
        break;
    }
    return found;
}

const Setting* setting_named(std::string_view name) {
    for (const Setting& setting : settings_table()) {
        if (setting.name == name) return &setting;
    }
    return nullptr;
}

/// Returns what to write instead of a value without quotes; empty if it has some.
std::string quotes_advice(const Assignment& assignment) {
    const bool bare =
        !assignment.value.empty() && assignment.value.find_first_of("\"'[{") == std::string::npos;
    const Setting* setting = setting_named(assignment.key);
    const bool is_method = assignment.key.starts_with(kMethodPrefix);
    if (!bare || (setting == nullptr && !is_method)) return {};
    if (setting != nullptr && is_number(*setting)) return allowed_clause(allowed_text(*setting));
    return "; write the value in quotes: \"" + assignment.value + "\"" +
           allowed_clause(setting != nullptr ? allowed_text(*setting) : allowed_for_method());
}

Problem problem_of(const SyntaxError& error, const std::vector<std::string>& lines,
                   std::size_t index) {
    Problem problem{error.line, {}, true, "not TOML: " + error.description};
    const auto assignment = assignment_at(lines, index);
    if (!assignment) return problem;
    problem.key = assignment->key;
    problem.sentence += quotes_advice(*assignment);
    return problem;
}

/// Removes the text of a line, and for the head of a table all of the table: its keys would be
/// taken for those of the table above it.
void leave_out_line(std::vector<std::string>& lines, std::size_t index) {
    const bool whole_table = is_header(lines[index]);
    do {
        lines[index].clear();
        ++index;
    } while (whole_table && index < lines.size() && !is_header(lines[index]));
}

}  // namespace

std::vector<Problem> check_config(std::string_view text) {
    std::vector<std::string> lines = lines_of(text);
    std::vector<Problem> problems;
    auto entries = parse_entries(text);
    while (!entries && problems.size() < kMostSyntaxErrors) {
        const SyntaxError& error = entries.error();
        const std::size_t index = error.line - std::min<std::size_t>(error.line, 1);
        // At the end of the text, the fault is somewhere above.
        if (index >= lines.size() || lines[index].empty()) {
            problems.push_back({error.line, {}, true, "not TOML: " + error.description});
            break;
        }
        problems.push_back(problem_of(error, lines, index));
        leave_out_line(lines, index);
        entries = parse_entries(joined_lines(lines));
    }
    if (entries) {
        Configured ignored;
        for (const FileEntry& entry : *entries) {
            Remarks remarks = apply_entry(entry, ignored, {}, {});
            const bool is_error = !remarks.error.empty();
            std::string& sentence = is_error ? remarks.error : remarks.warning;
            if (sentence.empty()) continue;
            problems.push_back({entry.line, entry.name, is_error, std::move(sentence)});
        }
    }
    std::stable_sort(problems.begin(), problems.end(),
                     [](const Problem& a, const Problem& b) { return a.line < b.line; });
    return problems;
}

}  // namespace app
