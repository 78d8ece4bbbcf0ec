#include "lsp/go_json.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <optional>

#include "lsp/json_scan.hpp"
#include "lsp/text.hpp"

namespace lsp {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::size_t kUnicodeEscapeBytes = 6;             // \uXXXX

void append_character(std::string& text, std::uint32_t code) {
    const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) {
        byte(0xc0 | (code >> 6));
    } else {
        if (code < 0x10000) {
            byte(0xe0 | (code >> 12));
        } else {
            byte(0xf0 | (code >> 18));
            byte(0x80 | ((code >> 12) & 0x3f));
        }
        byte(0x80 | ((code >> 6) & 0x3f));
    }
    byte(0x80 | (code & 0x3f));
}

/// The code unit of the `\uXXXX` at the front.
std::optional<std::uint32_t> unicode_escape(std::string_view text) {
    if (text.size() < kUnicodeEscapeBytes || !text.starts_with("\\u")) return {};
    std::uint32_t code = 0;
    const char* const last = text.data() + kUnicodeEscapeBytes;
    const auto read = std::from_chars(text.data() + 2, last, code, 16);
    if (read.ptr != last) return {};
    return code;
}

/// Undoes the escape at the front; returns its length, or 0 where JSON does not know it.
std::size_t undo_escape(std::string_view rest, std::string& text) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (rest.size() < 2) return 0;
    if (const auto at = kLetters.find(rest[1]); at != std::string_view::npos) {
        text += kMeanings[at];
        return 2;
    }
    const auto code = unicode_escape(rest);
    if (!code) return 0;
    if (*code < 0xd800 || *code > 0xdfff) {
        append_character(text, *code);
        return kUnicodeEscapeBytes;
    }
    const auto low = unicode_escape(rest.substr(kUnicodeEscapeBytes));
    if (*code > 0xdbff || !low || *low < 0xdc00 || *low > 0xdfff) {
        text += kReplacement;
        return kUnicodeEscapeBytes;
    }
    append_character(text, 0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00));
    return 2 * kUnicodeEscapeBytes;
}

/// Appends a stretch without escapes.
void append_plain(std::string& text, std::string_view stretch) {
    if (is_utf8(stretch)) {
        text += stretch;
        return;
    }
    while (!stretch.empty()) {
        const std::size_t size = character_bytes(stretch);
        text += size == 0 ? kReplacement : stretch.substr(0, size);
        stretch.remove_prefix(std::max<std::size_t>(size, 1));
    }
}

/// The letter that an ASCII one or one of the two others that fold to ASCII stands for.
char folded(std::string_view character) {
    if (character == "\xc5\xbf") return 'S';      // U+017F, long s
    if (character == "\xe2\x84\xaa") return 'K';  // U+212A, the Kelvin sign
    const char c = character.front();
    return 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool equal_folded(std::string_view key, std::string_view name) {
    for (const char c : name) {
        const std::size_t size = character_bytes(key);
        if (size == 0 || folded(key.substr(0, size)) != folded({&c, 1})) return false;
        key.remove_prefix(size);
    }
    return key.empty();
}

/// The closing quote of a short key without escapes; null if it is another one.
const char* short_key_end(const char* at, const char* end) {
    constexpr std::ptrdiff_t kShort = 20;
    const char* const last = end - at > kShort ? at + kShort : end;
    while (at < last && *at != '"' && *at != '\\') ++at;
    return at < last && *at == '"' ? at : nullptr;
}

}  // namespace

std::string go_string(std::string_view inside, bool& malformed) {
    std::string text;
    text.reserve(inside.size());
    while (!inside.empty()) {
        const auto* const escape =
            static_cast<const char*>(std::memchr(inside.data(), '\\', inside.size()));
        const std::size_t plain =
            escape ? static_cast<std::size_t>(escape - inside.data()) : inside.size();
        append_plain(text, inside.substr(0, plain));
        inside.remove_prefix(plain);
        if (inside.empty()) break;
        const std::size_t taken = undo_escape(inside, text);
        if (taken == 0) {
            malformed = true;
            break;
        }
        inside.remove_prefix(taken);
    }
    return text;
}

std::string GoKey::text() const {
    bool malformed = false;
    return go_string(inside_, malformed);
}

bool GoKey::folds_to(std::string_view name) const {
    if (!plain_) return equal_folded(text(), name);
    // Two letters of ASCII have a third form that is longer.
    return inside_.size() >= name.size() && equal_folded(inside_, name);
}

void GoReader::break_off() {
    malformed_ = true;
    at_ = end_;
}

bool GoReader::complete() {
    space();
    return !malformed_ && at_ == end_;
}

bool GoReader::null() {
    constexpr std::string_view kNull = "null";
    if (peek() != 'n') return false;
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(kNull)) {
        return false;
    }
    at_ += kNull.size();
    return true;
}

bool GoReader::opens(char bracket) {
    if (malformed_ || accept(bracket)) return !malformed_;
    if (null()) return false;
    refuse();
    skip();
    return false;
}

bool GoReader::next_key(GoKey& key, bool first) {
    if (malformed_ || accept('}')) return false;
    if ((!first && !accept(',')) || !accept('"')) {
        break_off();
        return false;
    }
    bool escaped = false;
    const char* quote = short_key_end(at_, end_);
    if (!quote) quote = closing_quote(at_, end_, &escaped);
    if (!quote) {
        break_off();
        return false;
    }
    key = GoKey({at_, static_cast<std::size_t>(quote - at_)}, !escaped);
    at_ = quote + 1;
    if (accept(':')) return true;
    break_off();
    return false;
}

bool GoReader::next_element(bool first) {
    if (malformed_ || accept(']')) return false;
    if (first || accept(',')) return true;
    break_off();
    return false;
}

void GoReader::string(std::string& field) {
    if (malformed_ || null()) return;
    if (!accept('"')) {
        refuse();
        skip();
        return;
    }
    bool escaped = false;
    const char* const quote = closing_quote(at_, end_, &escaped);
    if (!quote) return break_off();
    const std::string_view inside(at_, static_cast<std::size_t>(quote - at_));
    at_ = quote + 1;
    if (!escaped && is_utf8(inside)) {
        field = inside;
        return;
    }
    bool malformed = false;
    field = go_string(inside, malformed);
    if (malformed) break_off();
}

std::string_view GoReader::number() {
    space();
    const bool is_one = at_ < end_ && (*at_ == '-' || ('0' <= *at_ && *at_ <= '9'));
    const std::string_view token = skip();
    if (!is_one) refuse();
    return is_one ? token : std::string_view();
}

void GoReader::int32(std::int32_t& field) {
    if (malformed_ || null()) return;
    const std::string_view token = number();
    std::int32_t value = 0;
    const auto read = std::from_chars(token.data(), token.data() + token.size(), value);
    if (read.ec != std::errc() || read.ptr != token.data() + token.size()) return refuse();
    field = value;
}

void GoReader::uint32(std::uint32_t& field) {
    if (malformed_ || null()) return;
    const std::string_view token = number();
    std::uint32_t value = 0;
    const auto read = std::from_chars(token.data(), token.data() + token.size(), value);
    if (read.ec != std::errc() || read.ptr != token.data() + token.size()) return refuse();
    field = value;
}

std::string_view GoReader::skip() {
    space();
    const char* const start = at_;
    const char* const stop = malformed_ ? nullptr : value_end(at_, end_);
    if (!stop) {
        break_off();
        return {};
    }
    at_ = stop;
    return {start, static_cast<std::size_t>(stop - start)};
}

}  // namespace lsp
