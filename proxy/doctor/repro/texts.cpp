#include "doctor/repro/texts.hpp"

#include <algorithm>
#include <cctype>

namespace doctor {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// Reads the tokens at the beginning of a Go file.
class GoTokens {
  public:
    explicit GoTokens(std::string_view text) : text_(text) {}

    /// Returns the next word, string with its quotes, or other character; empty at the end.
    std::string_view next() {
        skip();
        if (text_.empty()) return {};
        const char first = text_[0];
        if (first == '"' || first == '`') {
            const std::size_t end = text_.find(first, 1);
            return end == std::string_view::npos ? take(text_.size()) : take(end + 1);
        }
        std::size_t size = 0;
        while (size < text_.size() && is_letter(text_[size])) ++size;
        return take(std::max<std::size_t>(size, 1));
    }

  private:
    static bool is_letter(char c) {
        const auto byte = static_cast<unsigned char>(c);
        return std::isalnum(byte) != 0 || c == '_' || byte >= 0x80;
    }
    std::string_view take(std::size_t size) {
        const std::string_view token = text_.substr(0, size);
        text_.remove_prefix(size);
        return token;
    }
    /// Skips blanks, semicolons, comments and a byte order mark.
    void skip() {
        constexpr std::string_view kMark = "\xef\xbb\xbf";
        while (!text_.empty()) {
            if (text_[0] == ';' || kBlanks.find(text_[0]) != std::string_view::npos) {
                text_.remove_prefix(1);
            } else if (text_.starts_with(kMark)) {
                text_.remove_prefix(kMark.size());
            } else if (text_.starts_with("//")) {
                text_.remove_prefix(std::min(text_.find('\n'), text_.size()));
            } else if (text_.starts_with("/*")) {
                const std::size_t end = text_.find("*/", 2);
                text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 2);
            } else {
                return;
            }
        }
    }

    std::string_view text_;
};

bool is_string(std::string_view token) {
    return token.size() >= 2 && (token[0] == '"' || token[0] == '`') && token.back() == token[0] &&
           token.find('\n') == std::string_view::npos;
}

std::string import_line(std::string_view path) {
    const bool is_cgo = path == "\"C\"" || path == "`C`";
    return std::string(is_cgo ? "import " : "import _ ") + std::string(path) + "\n";
}

/// Returns where a comment begins: at the start of the line or behind a blank.
std::size_t comment_in(std::string_view line) {
    for (std::size_t at = line.find("//"); at != std::string_view::npos;
         at = line.find("//", at + 2)) {
        if (at == 0 || kBlanks.find(line[at - 1]) != std::string_view::npos) return at;
    }
    return std::string_view::npos;
}

std::string_view trimmed(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {};
    return line.substr(begin, line.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace

std::string go_skeleton(std::string_view text) {
    GoTokens tokens(text);
    if (tokens.next() != "package") return {};
    std::string skeleton = "package " + std::string(tokens.next()) + "\n";
    while (tokens.next() == "import") {
        std::string_view token = tokens.next();
        const bool is_block = token == "(";
        if (is_block) token = tokens.next();
        while (!token.empty() && token != ")") {
            if (!is_string(token)) token = tokens.next();  // behind a name
            if (!is_string(token)) return skeleton;
            skeleton += import_line(token);
            if (!is_block) break;
            token = tokens.next();
        }
    }
    return skeleton;
}

std::string without_comments(std::string_view text) {
    std::string result;
    for (const std::string& line : lines_of(text)) {
        const std::size_t at = comment_in(line);
        if (at == std::string::npos ||
            trimmed(std::string_view(line).substr(at)) == "// indirect") {
            result += line;
            continue;
        }
        const std::string_view before = std::string_view(line).substr(0, at);
        const std::size_t last = before.find_last_not_of(kBlanks);
        if (last == std::string_view::npos) continue;
        result += std::string(before.substr(0, last + 1)) + "\n";
    }
    return result;
}

std::string with_paths(std::string_view text, const Renamed& renamed) {
    constexpr std::string_view kAround = " \t\r\n\"`()";
    std::string result;
    while (!text.empty()) {
        const std::size_t size = std::min(text.find_first_of(kAround), text.size());
        const std::string_view word = text.substr(0, size);
        const auto found = renamed.find(word);
        result += found == renamed.end() ? word : std::string_view(found->second);
        text.remove_prefix(size);
        if (text.empty()) break;
        result += text[0];
        text.remove_prefix(1);
    }
    return result;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
        lines.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

std::vector<std::string> directives_of(std::string_view text) {
    std::vector<std::string> directives;
    bool in_block = false;
    for (std::string& line : lines_of(text)) {
        const std::string_view words = trimmed(line);
        const bool begins = !in_block && words.ends_with('(');
        const bool ends = in_block && words.starts_with(')');
        if (in_block) {
            directives.back() += line;
        } else {
            directives.push_back(line);
        }
        in_block = begins || (in_block && !ends);
    }
    return directives;
}

}  // namespace doctor
