// Fuzz target: lsp::peek and lsp::member against a JSON parser. For valid JSON, both agree with the
// parser on kind, id, method and members. For anything else, they never read outside the text.
#include "lsp/envelope.hpp"

#include <algorithm>
#include <string>

#include "fuzz/json_oracle.hpp"
#include "fuzz/target.hpp"
#include "lsp/go_json.hpp"
#include "lsp/methods.hpp"

namespace fuzz {
namespace {

using lsp::Kind;
using nlohmann::json;

bool inside(std::string_view part, std::string_view whole) {
    return part.empty() || (part.data() >= whole.data() &&
                            part.data() + part.size() <= whole.data() + whole.size());
}

const std::vector<json>& values_of(const Members& members, std::string_view name) {
    static const std::vector<json> kNone;
    const auto it = members.find(name);
    return it == members.end() ? kNone : it->second;
}

/// Returns whether a member has this name in another spelling of upper and lower case.
bool has_other_spelling(const Members& members, std::string_view name) {
    return std::any_of(members.begin(), members.end(), [&](const auto& member) {
        return member.first != name && lsp::GoKey(member.first, true).is(name);
    });
}

bool is_request_id(const json& value) {
    return value.is_string() || value.is_number() || value.is_null();
}

/// Returns whether this is a valid JSON-RPC message with each of its members at most once.
bool is_unambiguous(const Members& members) {
    for (const char* name : {"id", "method", "result", "error"}) {
        if (values_of(members, name).size() > 1 || has_other_spelling(members, name)) return false;
    }
    const auto& method = values_of(members, "method");
    const auto& id = values_of(members, "id");
    return (method.empty() || method[0].is_string() || method[0].is_null()) &&
           (id.empty() || is_request_id(id[0]));
}

/// Returns whether peek() takes this for a reply: by contract, it does not search a reply in
/// gopls's form for a method or an error.
bool is_taken_for_reply(std::string_view body, const Members& members) {
    return (body.starts_with(R"({"jsonrpc":"2.0","result":)") ||
            body.starts_with(R"({"jsonrpc":"2.0","error":{)")) &&
           (members.contains("method") ||
            (members.contains("error") && members.contains("result")));
}

/// Returns whether `member` may be asked for this name: JSON can escape its letters only by their
/// code.
bool is_word(std::string_view name) {
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

std::string without_escapes(std::string_view text) {
    if (text.find('\\') == std::string_view::npos) return std::string(text);
    return json::parse("\"" + std::string(text) + "\"").get<std::string>();
}

void check_against(const Members& members, std::string_view body, const lsp::Envelope& found) {
    if (!is_unambiguous(members) || is_taken_for_reply(body, members)) return;
    const auto& ids = values_of(members, "id");
    const auto& methods = values_of(members, "method");
    const std::string method =
        methods.empty() || methods[0].is_null() ? "" : methods[0].get<std::string>();
    const bool has_id = !ids.empty() && (method.empty() || !ids[0].is_null());
    const Kind kind = !method.empty() ? (has_id ? Kind::kRequest : Kind::kNotification)
                                      : (has_id ? Kind::kResponse : Kind::kOpaque);
    const auto front = lsp::method_in_front(body);
    if (!front.empty())
        check_same(without_escapes(front), method, "the method that begins the message");
    check(found.kind == kind,
          "the kind of the message is " + std::to_string(static_cast<int>(kind)));
    if (kind == Kind::kOpaque) return;
    check_same(without_escapes(found.method), method, "the method");
    if (has_id) check(json::parse(found.id) == ids[0], "the id of the message is " + ids[0].dump());
    if (kind == Kind::kResponse) {
        const auto& errors = values_of(members, "error");
        check(found.is_error == (!errors.empty() && !errors[0].is_null()),
              "a response is an error if the parser finds one");
    }
}

}  // namespace

void envelope(Bytes input) {
    const std::string_view body = text_of(input);
    const lsp::Envelope found = lsp::peek(body);
    check(inside(found.id, body), "the id lies inside the message");
    check(inside(found.method, body) || lsp::known_method(found.method) == found.method,
          "the method lies inside the message, or is a known one");
    const bool has_method = found.kind == Kind::kRequest || found.kind == Kind::kNotification;
    const bool has_id = found.kind == Kind::kRequest || found.kind == Kind::kResponse;
    check(has_method == !found.method.empty(), "requests and notifications have a method");
    check(has_id == !found.id.empty(), "requests and responses have an id");
    check(!found.is_error || found.kind == Kind::kResponse, "only a response can be an error");
    for (const char* name : {"params", "result", "error", "id", "x"}) {
        check(inside(lsp::member(body, name), body), "a member lies inside the message");
    }

    const auto members = members_of(body);
    if (!members) {
        const bool array = is_json(body) && json::parse(body).is_array();
        check(!array || found.kind == Kind::kBatch, "an array is a batch");
        return;
    }
    check_against(*members, body, found);
    for (const auto& [name, values] : *members) {
        if (!is_word(name)) continue;
        const std::string_view raw = lsp::member(body, name);
        check(!raw.empty(), "the member \"" + name + "\" is found");
        if (has_other_spelling(*members, name)) continue;
        check(json::parse(raw) == values.back(), "member() returns the last \"" + name + "\"");
    }
}

}  // namespace fuzz
