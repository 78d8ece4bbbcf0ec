#include "fuzz/json_oracle.hpp"

#include <utility>

namespace fuzz {

using nlohmann::json;

bool is_json(std::string_view text) {
    if (text.find('\0') != std::string_view::npos || text.starts_with("\xef\xbb\xbf")) return false;
    return json::accept(text);
}

std::optional<Members> members_of(std::string_view text) {
    if (!is_json(text)) return {};
    Members members;
    std::string name;
    const auto note = [&](int depth, json::parse_event_t event, json& parsed) {
        if (depth == 1 && event == json::parse_event_t::key) name = parsed.get<std::string>();
        const bool whole = event == json::parse_event_t::value ||
                           event == json::parse_event_t::object_end ||
                           event == json::parse_event_t::array_end;
        if (depth == 1 && whole) members[name].push_back(parsed);
        return true;
    };
    const json whole = json::parse(text, note, false);
    if (!whole.is_object()) return {};
    return members;
}

}  // namespace fuzz
