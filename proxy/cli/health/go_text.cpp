#include "cli/health/go_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "demo/document.hpp"

namespace cli::health {
namespace {

constexpr std::size_t kEnd = std::string_view::npos;

bool is_letter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    const int lower = byte | 0x20;
    return (lower >= 'a' && lower <= 'z') || byte == '_' || byte >= 0x80;
}

bool is_name_part(char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
}

/// A name, a string, or a single sign.
struct Token {
    enum class Type { kName, kString, kSign };
    Type type = Type::kSign;
    std::size_t begin = 0;
    std::string_view text;

    bool is(std::string_view wanted) const { return type != Type::kString && text == wanted; }
};

/// Splits Go source into names, strings and signs. Leaves out comments, numbers and runes.
class Tokens {
  public:
    explicit Tokens(std::string_view text) : text_(text) {}

    std::optional<Token> next() {
        while (at_ < text_.size()) {
            const std::size_t begin = at_;
            const char c = text_[at_];
            const std::string_view rest = text_.substr(at_);
            if (rest.starts_with("//")) {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (rest.starts_with("/*")) {
                const std::size_t end = text_.find("*/", at_ + 2);
                at_ = end == kEnd ? text_.size() : end + 2;
            } else if (c == '"' || c == '`') {
                at_ = end_of_quoted(c);
                return token(Token::Type::kString, begin);
            } else if (c == '\'') {
                at_ = end_of_quoted(c);
            } else if (is_letter(c)) {
                skip_name();
                return token(Token::Type::kName, begin);
            } else if (c >= '0' && c <= '9') {
                // With its point and its exponent.
                while (at_ < text_.size() && (is_name_part(text_[at_]) || text_[at_] == '.')) ++at_;
            } else {
                ++at_;
                if (static_cast<unsigned char>(c) > ' ') return token(Token::Type::kSign, begin);
            }
        }
        return {};
    }

  private:
    Token token(Token::Type type, std::size_t begin) const {
        return {type, begin, text_.substr(begin, at_ - begin)};
    }
    void skip_name() {
        while (at_ < text_.size() && is_name_part(text_[at_])) ++at_;
    }
    std::size_t end_of_quoted(char quote) const {
        for (std::size_t at = at_ + 1; at < text_.size(); ++at) {
            if (text_[at] == '\\' && quote != '`') {
                ++at;
            } else if (text_[at] == quote) {
                return at + 1;
            } else if (text_[at] == '\n' && quote != '`') {
                return at;  // broken code: the string ends with its line
            }
        }
        return text_.size();
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

bool is_keyword(std::string_view word) {
    constexpr std::array<std::string_view, 25> kKeywords = {
        "break",  "case",        "chan", "const",   "continue", "default", "defer",
        "else",   "fallthrough", "for",  "func",    "go",       "goto",    "if",
        "import", "interface",   "map",  "package", "range",    "return",  "select",
        "struct", "switch",      "type", "var"};
    return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

/// Returns the offsets of names behind a dot that is behind a name: `B` of `a.B`.
std::vector<std::size_t> selected_names(std::string_view text) {
    std::vector<std::size_t> offsets;
    Tokens tokens(text);
    std::optional<Token> before;
    std::optional<Token> dot;
    while (auto token = tokens.next()) {
        const bool follows = dot && token->type == Token::Type::kName &&
                             token->begin == dot->begin + 1 && before &&
                             before->type == Token::Type::kName && !is_keyword(before->text) &&
                             before->begin + before->text.size() == dot->begin;
        if (follows) offsets.push_back(token->begin);
        if (token->is(".")) {
            dot = token;
        } else {
            dot.reset();
            before = token;
        }
    }
    return offsets;
}

/// Returns the offsets of names behind `func`, `type`, `var` and `const`.
std::vector<std::size_t> declared_names(std::string_view text) {
    std::vector<std::size_t> offsets;
    Tokens tokens(text);
    bool declares = false;
    while (const auto token = tokens.next()) {
        if (declares && token->type == Token::Type::kName && !is_keyword(token->text) &&
            token->text != "_") {
            offsets.push_back(token->begin);
        }
        declares = token->is("func") || token->is("type") || token->is("var") || token->is("const");
    }
    return offsets;
}

/// Returns the lines in front of the package clause.
std::vector<std::string_view> head_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with("package ")) break;
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

}  // namespace

std::vector<lsp::Position> probes_in(std::string_view text, std::size_t most) {
    std::vector<std::size_t> offsets = selected_names(text);
    if (offsets.empty()) offsets = declared_names(text);
    std::vector<lsp::Position> probes;
    const std::size_t count = std::min(most, offsets.size());
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t offset = offsets[i * offsets.size() / count];
        probes.push_back(demo::position_in(text, offset));
    }
    return probes;
}

std::size_t imports_in(std::string_view text) {
    std::size_t count = 0;
    Tokens tokens(text);
    bool in_import = false;
    bool in_list = false;
    while (const auto token = tokens.next()) {
        if (token->type == Token::Type::kString) {
            if (in_import) ++count;
            in_import = in_list;
        } else if (token->is("import")) {
            in_import = true;
        } else if (in_import && token->is("(")) {
            in_list = true;
        } else if (in_list && token->is(")")) {
            in_import = in_list = false;
        } else if (token->is("func") || token->is("type") || token->is("var") ||
                   token->is("const")) {
            break;  // imports come first
        }
    }
    return count;
}

bool is_generated(std::string_view text) {
    const auto lines = head_lines(text);
    return std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
        return line.starts_with("// Code generated ") && line.ends_with(" DO NOT EDIT.");
    });
}

bool has_build_constraint(std::string_view text) {
    const auto lines = head_lines(text);
    return std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
        return line.starts_with("//go:build ") || line.starts_with("// +build ");
    });
}

bool has_platform_name(std::string_view name) {
    // Go 1.26, internal/syslist.
    constexpr std::array<std::string_view, 42> kNames = {
        "aix",     "android",  "darwin",    "dragonfly",   "freebsd", "hurd",    "illumos",
        "ios",     "js",       "linux",     "nacl",        "netbsd",  "openbsd", "plan9",
        "solaris", "wasip1",   "windows",   "zos",         "386",     "amd64",   "amd64p32",
        "arm",     "armbe",    "arm64",     "arm64be",     "loong64", "mips",    "mipsle",
        "mips64",  "mips64le", "mips64p32", "mips64p32le", "ppc",     "ppc64",   "ppc64le",
        "riscv",   "riscv64",  "s390",      "s390x",       "sparc",   "sparc64", "wasm"};
    for (const std::string_view suffix : {std::string_view(".go"), std::string_view("_test")}) {
        if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
    }
    const std::size_t underscore = name.rfind('_');
    if (underscore == kEnd || underscore == 0) return false;
    return std::find(kNames.begin(), kNames.end(), name.substr(underscore + 1)) != kNames.end();
}

}  // namespace cli::health
