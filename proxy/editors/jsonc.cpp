#include "editors/jsonc.hpp"

#include <algorithm>

namespace editors {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n";
/// Settings are flat. A deeper text would be a danger to code that calls itself for each level.
constexpr std::size_t kMaxDepth = 100;

bool is_blank(char c) {
    return kBlanks.find(c) != std::string_view::npos;
}

/// Returns the offset behind the string that begins at `at`; the end of the text if it is not
/// closed.
std::size_t string_end(std::string_view text, std::size_t at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at + 1;
        }
    }
    return text.size();
}

/// Returns the offset behind the comment that begins at `at`; nothing if it is not closed.
std::optional<std::size_t> comment_end(std::string_view text, std::size_t at) {
    if (text[at + 1] == '/') return std::min(text.find_first_of("\r\n", at), text.size());
    const std::size_t close = text.find("*/", at + 2);
    if (close == std::string_view::npos) return std::nullopt;
    return close + 2;
}

bool begins_comment(std::string_view text, std::size_t at) {
    return text[at] == '/' && at + 1 < text.size() && (text[at + 1] == '/' || text[at + 1] == '*');
}

void blank(std::string& text, std::size_t begin, std::size_t end) {
    for (; begin < end; ++begin) {
        if (text[begin] != '\n' && text[begin] != '\r') text[begin] = ' ';
    }
}

/// Fills `bare` and `plain`.
boost::system::result<Jsonc, TextError> without_comments(std::string_view text) {
    Jsonc jsonc;
    jsonc.bare = text;
    if (text.starts_with(kByteOrderMark)) blank(jsonc.bare, 0, kByteOrderMark.size());
    jsonc.plain = jsonc.bare;
    std::size_t depth = 0;
    std::size_t comma = 0;
    char before_comma = 0;
    char last = 0;  // the last character that is neither blank nor in a comment
    for (std::size_t at = 0; at < text.size();) {
        const char c = jsonc.bare[at];
        if (c == 0) return error_at(text, at, "a zero byte is not JSON");
        if (begins_comment(text, at)) {
            const auto end = comment_end(text, at);
            if (!end) return error_at(text, at, "this comment is not closed");
            blank(jsonc.bare, at, *end);
            blank(jsonc.plain, at, *end);
            at = *end;
            continue;
        }
        if (c == '{' || c == '[') {
            if (++depth > kMaxDepth) return error_at(text, at, "nested too deeply");
        } else if (c == '}' || c == ']') {
            if (depth > 0) --depth;
            const bool follows_value =
                before_comma != 0 &&
                std::string_view("{[,:").find(before_comma) == std::string_view::npos;
            if (last == ',' && follows_value) jsonc.plain[comma] = ' ';
        } else if (c == ',') {
            comma = at;
            before_comma = last;
        }
        if (!is_blank(c)) last = c;
        at = c == '"' ? string_end(text, at) : at + 1;
    }
    return jsonc;
}

/// Accepts everything, and keeps the offset of the first mistake.
class Checker : public nlohmann::json_sax<Json> {
  public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception&) override {
        mistake = position > 0 ? position - 1 : 0;
        return false;
    }

    std::size_t mistake = 0;
};

/// Returns the offset behind the value that begins at `at` in JSON.
std::size_t end_of_value(std::string_view plain, std::size_t at) {
    std::size_t depth = 0;
    while (at < plain.size()) {
        const char c = plain[at];
        if (c == '"') {
            at = string_end(plain, at);
            if (depth == 0) return at;
            continue;
        }
        if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth == 0) return at;
            if (--depth == 0) return at + 1;
        } else if (depth == 0 && (c == ',' || is_blank(c))) {
            return at;
        }
        ++at;
    }
    return at;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    return std::min(text.find_first_not_of(kBlanks, at), text.size());
}

}  // namespace

TextError error_at(std::string_view text, std::size_t offset, std::string sentence) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const std::size_t newline = before.rfind('\n');
    const std::string_view line =
        newline == std::string_view::npos ? before : before.substr(newline + 1);
    const auto characters = std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;  // not inside a character of UTF-8
    });
    return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
            static_cast<std::size_t>(characters) + 1, std::move(sentence)};
}

boost::system::result<Jsonc, TextError> read_jsonc(std::string_view text) {
    auto jsonc = without_comments(text);
    if (!jsonc) return jsonc;
    if (jsonc->plain.find_first_not_of(kBlanks) == std::string::npos) {
        jsonc->value = Json(Json::value_t::discarded);
        return jsonc;
    }
    Checker checker;
    if (!Json::sax_parse(jsonc->plain, &checker)) {
        return error_at(text, checker.mistake, "not valid JSON");
    }
    jsonc->value = Json::parse(jsonc->plain);
    return jsonc;
}

Range root_of(std::string_view plain) {
    const std::size_t begin = skip_blanks(plain, 0);
    return {begin, end_of_value(plain, begin)};
}

std::vector<Member> members_of(std::string_view plain, std::size_t object) {
    std::vector<Member> members;
    std::size_t at = skip_blanks(plain, object + 1);
    while (at < plain.size() && plain[at] == '"') {
        Member member;
        member.name = {at, string_end(plain, at)};
        member.key = Json::parse(plain.substr(at, member.name.end - at)).get<std::string>();
        const std::size_t colon = skip_blanks(plain, member.name.end);
        member.value.begin = skip_blanks(plain, colon + 1);
        member.value.end = end_of_value(plain, member.value.begin);
        at = skip_blanks(plain, member.value.end);
        if (at < plain.size() && plain[at] == ',') at = skip_blanks(plain, at + 1);
        members.push_back(std::move(member));
    }
    return members;
}

const Member* last_of(const std::vector<Member>& members, std::string_view key) {
    const auto found = std::find_if(members.rbegin(), members.rend(),
                                    [&](const Member& member) { return member.key == key; });
    return found == members.rend() ? nullptr : &*found;
}

std::optional<Found> follow(const Jsonc& jsonc, const Keys& keys) {
    if (jsonc.value.is_discarded()) return std::nullopt;
    Found found;
    found.value = root_of(jsonc.plain);
    for (const std::string& key : keys) {
        if (jsonc.plain[found.value.begin] != '{') break;
        const auto members = members_of(jsonc.plain, found.value.begin);
        const Member* member = last_of(members, key);
        if (member == nullptr) break;
        found.objects.push_back(found.value.begin);
        found.value = member->value;
        ++found.depth;
    }
    return found;
}

const Json* value_at(const Json& json, const Keys& keys) {
    const Json* at = &json;
    for (const std::string& key : keys) {
        if (!at->is_object()) return nullptr;
        const auto member = at->find(key);
        if (member == at->end()) return nullptr;
        at = &*member;
    }
    return at;
}

}  // namespace editors
