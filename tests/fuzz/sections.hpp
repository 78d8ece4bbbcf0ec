// Inputs that people can read and write: sections of text between lines of four dashes.
#pragma once

#include <string_view>
#include <vector>

namespace fuzz {

/// Returns the sections of `text`, at least one. The separator "\n----\n" belongs to none of them.
inline std::vector<std::string_view> sections_of(std::string_view text) {
    constexpr std::string_view kBetween = "\n----\n";
    std::vector<std::string_view> sections;
    for (;;) {
        const auto end = text.find(kBetween);
        sections.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return sections;
        text.remove_prefix(end + kBetween.size());
    }
}

/// Removes the first line from `text` and returns it without its line end.
inline std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

}  // namespace fuzz
