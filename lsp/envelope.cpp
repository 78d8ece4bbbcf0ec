#include "lsp/envelope.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "lsp/go_json.hpp"
#include "lsp/json_scan.hpp"
#include "lsp/methods.hpp"

namespace lsp {
namespace {

// How gopls begins its messages; Go writes members in a fixed order
// (docs/gopls-facts.md, "Protocol").
constexpr std::string_view kResultFirst = R"({"jsonrpc":"2.0","result":)";
constexpr std::string_view kErrorFirst = R"({"jsonrpc":"2.0","error":{)";
constexpr std::string_view kMethodFirst = R"({"jsonrpc":"2.0","method":")";
constexpr std::string_view kIdKey = R"(,"id":)";
// How vscode-languageclient, eglot and others begin a request.
constexpr std::string_view kIdFirst = R"({"jsonrpc":"2.0","id":)";
constexpr std::string_view kMethodNext = R"(,"method":")";
constexpr std::string_view kObjectNext = R"(,"params":{)";
/// A longer id is found by the forward scan.
constexpr std::size_t kMaxTailIdBytes = 128;

bool is_number(std::string_view token) {
    if (token.empty() || (token[0] != '-' && (token[0] < '0' || token[0] > '9'))) return false;
    return token.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

bool is_id(std::string_view token) {
    return token.starts_with('"') || token == "null" || is_number(token);
}

/// The id of a message that ends in `,"id":7}` or `,"id":"x"}`, or empty. Constant time.
///
/// Why the end of a JSON object can be read without its beginning:
/// - The last `}` closes the top-level object, so what stands before it is the end of the
///   value of a top-level member, and is outside of strings.
/// - If that is a digit, the value is a number (strings, objects, arrays and literals end in
///   something else), and the digits before it up to the `:` are all of it.
/// - If that is a quote, it closes a string. The nearest quote before it, with no backslash
///   between, stands directly behind a `:`; an escaped quote would stand behind a backslash,
///   so it delimits a string, and not its end, since text between it and a closing quote is
///   inside of one. So it opens the value.
/// - The `"` before the `:` closes a key. The `"` before `id` stands behind a `,`, so it is
///   not escaped either, and since no key or value ends directly before `id`, it opens the key.
///   Hence the key is `id`, complete, and a member of the top level. The escaped look-alike
///   `"x,\"id\":2}` has a backslash where the `,` must be.
/// A text that is not a JSON object, for example without its last `}`, may be misread here.
/// It is forwarded all the same, and neither gopls nor an editor could have read it.
std::string_view id_at_end(std::string_view body) {
    if (!body.ends_with('}')) return {};
    const std::size_t end = body.size() - 1;
    const std::size_t limit = end > kMaxTailIdBytes ? end - kMaxTailIdBytes : 0;
    std::size_t begin = end;
    if (begin > limit && body[begin - 1] == '"') {
        --begin;
        while (begin > limit && body[begin - 1] != '"' && body[begin - 1] != '\\') --begin;
        if (begin == limit || body[begin - 1] == '\\') return {};
        --begin;
    } else {
        while (begin > limit && body[begin - 1] >= '0' && body[begin - 1] <= '9') --begin;
        if (begin == end) return {};
        if (begin > limit && body[begin - 1] == '-') --begin;
    }
    return body.substr(0, begin).ends_with(kIdKey) ? body.substr(begin, end - begin)
                                                   : std::string_view{};
}

std::string_view method_name(std::string_view text, bool escaped) {
    if (!escaped) return text;
    const auto known = known_method(text);
    return known.empty() ? text : known;
}

/// The name that a raw string stands for.
std::string_view method_name(std::string_view quoted) {
    const auto text = quoted.substr(1, quoted.size() - 2);
    return method_name(text, text.find('\\') != std::string_view::npos);
}

/// A message in the form that gopls gives it: opaque if it has another one.
Envelope peek_from_both_ends(std::string_view body) {
    Envelope found;
    std::size_t front = 0;
    if (body.starts_with(kResultFirst)) {
        found.kind = Kind::kResponse;
        front = kResultFirst.size();
    } else if (body.starts_with(kErrorFirst)) {
        found.kind = Kind::kResponse;
        found.is_error = true;
        front = kErrorFirst.size();
    } else if (body.starts_with(kMethodFirst)) {
        const char* const name = body.data() + kMethodFirst.size();
        bool escaped = false;
        const char* const quote = closing_quote(name, body.data() + body.size(), &escaped);
        if (!quote || quote == name) return {};
        found.kind = Kind::kRequest;
        found.method = method_name({name, static_cast<std::size_t>(quote - name)}, escaped);
        front = static_cast<std::size_t>(quote + 1 - body.data());
    } else {
        return {};
    }
    found.id = id_at_end(body.substr(front));
    return found.id.empty() ? Envelope{} : found;
}

Kind kind_of(const Envelope& found) {
    if (found.method.empty()) return found.id.empty() ? Kind::kOpaque : Kind::kResponse;
    return found.id.empty() || found.id == "null" ? Kind::kNotification : Kind::kRequest;
}

/// Whether nothing but an object of params stands behind the method.
bool ends_with_params(std::string_view behind_method) {
    if (behind_method == "}") return true;
    if (!behind_method.starts_with(kObjectNext) || !behind_method.ends_with("}}")) return false;
    const char* const last = behind_method.data() + behind_method.size();
    return value_end(behind_method.data() + kObjectNext.size() - 1, last) == last - 1;
}

/// A request in the form that most editors give it, id and method in front, nothing but params
/// behind: opaque if it has another one. The id is a plain integer.
Envelope peek_front(std::string_view body) {
    if (!body.starts_with(kIdFirst)) return {};
    const std::size_t begin = kIdFirst.size();
    std::size_t end = begin;
    while (end < body.size() && body[end] >= '0' && body[end] <= '9') ++end;
    if (end == begin || !body.substr(end).starts_with(kMethodNext)) return {};
    const char* const name = body.data() + end + kMethodNext.size();
    bool escaped = false;
    const char* const quote = closing_quote(name, body.data() + body.size(), &escaped);
    if (!quote || quote == name) return {};
    if (!ends_with_params(body.substr(static_cast<std::size_t>(quote + 1 - body.data())))) {
        return {};
    }
    return {Kind::kRequest,
            body.substr(begin, end - begin),
            method_name({name, static_cast<std::size_t>(quote - name)}, escaped),
            false,
            {}};
}

/// All members, by Go's rules (go_json.hpp).
Envelope peek_forward(std::string_view body) {
    Envelope found;
    bool odd = false;
    GoReader json(body);
    json.object([&](const GoKey& key) {
        const std::string_view value = json.skip();
        if (value.empty()) return;
        if (key.is("id")) {
            odd = odd || !is_id(value);
            found.id = value;
        } else if (key.is("method")) {
            if (value == "null") return;
            odd = odd || !value.starts_with('"');
            if (!odd) found.method = method_name(value);
        } else if (key.is("params")) {
            found.params = value;
        } else if (key.is("error")) {
            found.is_error = value != "null";
        }
    });
    if (odd) return {};
    if (found.id.empty() || found.method.empty()) {
        if (!json.ok() || !json.complete()) return {};
    }
    found.kind = kind_of(found);
    if (found.kind == Kind::kNotification) found.id = {};
    if (found.kind != Kind::kResponse) found.is_error = false;
    if (found.kind != Kind::kNotification) found.params = {};
    return found.kind == Kind::kOpaque ? Envelope{} : found;
}

}  // namespace

Envelope peek(std::string_view body) {
    const Envelope found = peek_from_both_ends(body);
    return found.kind != Kind::kOpaque ? found : peek_of_editor(body);
}

Envelope peek_of_editor(std::string_view body) {
    const Envelope found = peek_front(body);
    if (found.kind != Kind::kOpaque) return found;
    const auto first = body.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && body[first] == '[')
        return {Kind::kBatch, {}, {}, false, {}};
    return peek_forward(body);
}

std::string_view method_in_front(std::string_view front_of_body) {
    constexpr std::size_t kFrontBytes = 256;
    const std::string_view value = member(front_of_body.substr(0, kFrontBytes), "method");
    return value.starts_with('"') ? method_name(value) : std::string_view();
}

std::string_view member(std::string_view body, std::string_view name) {
    std::string_view found;
    GoReader json(body);
    json.object([&](const GoKey& key) {
        const std::string_view value = json.skip();
        if (key.is(name)) found = value;
    });
    return found;
}

std::optional<int> error_code(std::string_view body) {
    const std::string_view digits = member(member(body, "error"), "code");
    int code = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), code);
    if (problem != std::errc() || end != digits.data() + digits.size()) return {};
    return code;
}

std::vector<std::string_view> elements(std::string_view array) {
    std::vector<std::string_view> all;
    GoReader json(array);
    json.array([&](std::size_t) {
        const std::string_view value = json.skip();
        if (!value.empty()) all.push_back(value);
    });
    return all;
}

}  // namespace lsp
