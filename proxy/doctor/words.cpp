#include "doctor/words.hpp"

#include <algorithm>
#include <filesystem>

namespace doctor {

std::string listed(const std::vector<std::string>& words, std::size_t most) {
    // "1 more" would be as long as the word.
    const std::size_t shown = words.size() <= most + 1 ? words.size() : most;
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        const bool last = i + 1 == words.size();
        text += (i == 0 ? "" : last ? " and " : ", ") + words[i];
    }
    if (shown < words.size()) text += " and " + std::to_string(words.size() - shown) + " more";
    return text;
}

std::vector<std::string> split_at(std::string_view list, std::string_view separators) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find_first_of(separators), list.size());
        const std::size_t begin = list.substr(0, end).find_first_not_of(" \t");
        if (begin != list.npos) {
            const std::size_t last = list.substr(0, end).find_last_not_of(" \t");
            parts.emplace_back(list.substr(begin, last - begin + 1));
        }
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return parts;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string shell_word(std::string_view text) {
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_-./@:=,+%~").find(c) != std::string_view::npos;
    };
    if (!text.empty() && text[0] != '~' && std::all_of(text.begin(), text.end(), is_plain)) {
        return std::string(text);
    }
    std::string word = "'";
    for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

std::string command_line(const std::vector<std::string>& argv) {
    std::string line;
    for (const std::string& word : argv) line += (line.empty() ? "" : " ") + shell_word(word);
    return line;
}

std::string command_in(const std::string& folder, const std::string& command) {
    return "cd " + shell_word(folder) + " && " + command;
}

bool is_within(std::string_view path, std::string_view folder) {
    if (folder.empty() || !path.starts_with(folder)) return false;
    return path.size() == folder.size() || folder.ends_with('/') || path[folder.size()] == '/';
}

std::string relative_to(const std::string& path, const std::string& folder) {
    const std::string relative = std::filesystem::path(path).lexically_relative(folder).string();
    if (relative.empty()) return path;
    return relative.starts_with('.') ? relative : "./" + relative;
}

}  // namespace doctor
