// What a strict JSON parser says of a message, for comparison with those that only look.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

/// The top level of a JSON object: each member's values in their order, since JSON allows a name
/// twice.
using Members = std::map<std::string, std::vector<nlohmann::json>, std::less<>>;

/// Whether `text` is JSON (RFC 8259). Zero bytes and a byte order mark, which nlohmann's parser
/// takes for the end and for nothing, are none.
bool is_json(std::string_view text);

/// Nothing if it is no JSON, or no object.
std::optional<Members> members_of(std::string_view text);

}  // namespace fuzz
