// JSON with comments and trailing commas, as VS Code and Zed read their settings, with the offsets
// of its values.
//
// nlohmann's parser decides whether a text is JSON. This part only replaces by blanks what JSON
// does not have, so that offsets stay the same. Pure.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/result.hpp"

namespace editors {

using app::throw_exception_from_error;
using Json = nlohmann::json;
using Keys = std::vector<std::string>;

/// Where a text is broken. Lines and columns count from 1, columns in characters.
struct TextError {
    std::size_t line = 1;
    std::size_t column = 1;
    std::string sentence;
};

/// Returns the error at an offset of `text`.
TextError error_at(std::string_view text, std::size_t offset, std::string sentence);

/// Bytes `begin` up to, not including, `end`.
struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// A member of an object: `"key": value`.
struct Member {
    std::string key;
    Range name;   ///< the key with its quotes
    Range value;  ///< begins with the first byte of the value
};

/// A text that was read. `bare` and `plain` have the length of the text.
struct Jsonc {
    std::string bare;   ///< the text without its comments and byte order mark
    std::string plain;  ///< the same without trailing commas: JSON
    Json value;         ///< of equal keys, the last counts; discarded if the text holds no value
};

/// Returns the text as JSON. A text of nothing but blanks and comments is valid and has no value.
boost::system::result<Jsonc, TextError> read_jsonc(std::string_view text);

/// Returns the offsets of the outermost value; `plain` must hold one.
Range root_of(std::string_view plain);

/// Returns the members of the object that begins at `object` in `plain`, in their order.
std::vector<Member> members_of(std::string_view plain, std::size_t object);

/// Returns the last member with this key, which is the one that counts; null if there is none.
const Member* last_of(const std::vector<Member>& members, std::string_view key);

/// The part of a path of keys that exists.
struct Found {
    std::size_t depth = 0;                  ///< how many of the keys exist
    Range value;                            ///< of the last key that exists, or the root
    std::vector<std::size_t> objects = {};  ///< where the objects above `value` begin
};

/// Follows `keys` from the root as far as they exist. Nothing if the text holds no value.
std::optional<Found> follow(const Jsonc& jsonc, const Keys& keys);

/// Returns the value at `keys`; null if there is none.
const Json* value_at(const Json& json, const Keys& keys);

}  // namespace editors
