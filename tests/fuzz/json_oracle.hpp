// A strict JSON parser's view of a message, for comparison with the parsers that only peek.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

/// The members of a JSON object at its top level, with each name's values in order: JSON allows a
/// name more than once.
using Members = std::map<std::string, std::vector<nlohmann::json>, std::less<>>;

/// Returns whether `text` is JSON (RFC 8259). Zero bytes and a byte order mark are not JSON,
/// although nlohmann's parser takes a zero byte for the end and skips the mark.
bool is_json(std::string_view text);

/// Returns nothing if `text` is not a JSON object.
std::optional<Members> members_of(std::string_view text);

}  // namespace fuzz
