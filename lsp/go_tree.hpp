// A whole JSON value as a tree, read by Go's rules (lsp/go_json): for messages that are rare and
// small, of which much has to be known.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace lsp {

/// The tree of `text`; null where it is malformed. Of equal keys the last one counts, and two
/// objects under one key are merged; keys that differ in case stay apart (`go_member` folds them).
/// Values nested deeper than 1,000 levels are null.
nlohmann::json go_tree(std::string_view text);

/// A member of an object, as Go finds the field of that name: null if there is none.
const nlohmann::json& go_member(const nlohmann::json& object, std::string_view name);

/// One line of JSON; bytes that are not UTF-8 are replaced.
std::string json_text(const nlohmann::json& value);

}  // namespace lsp
