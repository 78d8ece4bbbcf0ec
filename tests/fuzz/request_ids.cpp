// Fuzz target: two lsp::RequestId are equal exactly when their JSON values have the same type and
// value (docs/pitfalls.md, "Number and string ids").
#include <string>

#include "fuzz/json_oracle.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"
#include "lsp/id.hpp"

namespace fuzz {
namespace {

using lsp::RequestId;
using nlohmann::json;

std::string_view trimmed(std::string_view token) {
    const auto first = token.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return token.substr(first, token.find_last_not_of(" \t\r") - first + 1);
}

bool is_scalar_json(std::string_view token) {
    if (!is_json(token)) return false;
    const json value = json::parse(token);
    return value.is_string() || value.is_number() || value.is_null();
}

/// Returns the id that gopls answers: it takes an empty string for no id, and answers with 0
/// (internal/jsonrpc2, ID).
json as_gopls_has_it(const json& id) {
    return id == json("") ? json(0) : id;
}

void check_pair(std::string_view a, std::string_view b) {
    const RequestId id_a = RequestId::from_raw(a);
    const RequestId id_b = RequestId::from_raw(b);
    check((id_a == id_b) == (id_b == id_a), "equality is symmetric");
    check(!(id_a < id_b) || !(id_b < id_a), "the order is antisymmetric");
    check((id_a == id_b) == (!(id_a < id_b) && !(id_b < id_a)),
          "ids are equal when neither is less");
    if (id_a == id_b) {
        check(std::hash<RequestId>{}(id_a) == std::hash<RequestId>{}(id_b),
              "equal ids have equal hashes");
    }
    if (!is_scalar_json(a) || !is_scalar_json(b)) return;
    const json value_a = as_gopls_has_it(json::parse(a));
    const json value_b = as_gopls_has_it(json::parse(b));
    if (value_a.is_string() && value_b.is_string()) {
        check((id_a == id_b) == (value_a == value_b),
              "strings are equal exactly when their values are");
    } else if (value_a.is_string() != value_b.is_string() ||
               value_a.is_null() != value_b.is_null()) {
        check(id_a != id_b, "values of different types differ");
    } else if (value_a != value_b) {
        check(id_a != id_b, "different numbers differ");
    } else if (a == b) {
        check(id_a == id_b, "the same text is the same id");
    }
}

}  // namespace

/// Takes one JSON token per line.
void request_ids(Bytes input) {
    std::string_view rest = text_of(input);
    std::string_view before;
    for (int lines = 0; lines < 20 && !rest.empty(); ++lines) {
        const std::string_view token = trimmed(take_line(rest));
        const RequestId id = RequestId::from_raw(token);
        check(id == RequestId(id), "an id equals itself");
        check(id.empty() == token.empty(), "only an empty token makes an empty id");
        if (is_scalar_json(token)) {
            check(RequestId::from_raw(id.raw()) == id, "raw() reads back to the same id");
            check(as_gopls_has_it(json::parse(token)) == json::parse(id.raw()),
                  "raw() is the same JSON value");
        }
        check_pair(before, token);
        before = token;
    }
}

}  // namespace fuzz
