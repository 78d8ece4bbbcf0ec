// Reading incident.json for people: a document may be of another version, cut
// short, or edited, and what is missing in it reads as empty. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/incidents/document.hpp"

namespace cli::incidents {

using app::incidents::Json;

/// `text` for a terminal: what a terminal obeys, control characters but for line ends and tabs, is
/// U+FFFD, and so is what is no UTF-8. Names and command lines come from workspaces.
std::string printable(std::string_view text);

/// The text at `pointer` (RFC 6901), printable; of a number or list its JSON; empty if there is
/// none.
std::string text_at(const Json& document, const char* pointer);
std::optional<double> number_at(const Json& document, const char* pointer);
/// The list at `pointer`, or an empty one.
const Json& list_at(const Json& document, const char* pointer);

/// "6.3 s"; a dash for what never came.
std::string human_seconds(std::optional<double> seconds);

/// Names and values of the evidence that applies: `head age`, `5.1 s`.
std::vector<std::pair<std::string, std::string>> evidence_of(const Json& document);

/// "replaced, answered after 6.3 s".
std::string outcome_of(const Json& document);
/// "v0.23.0 (/usr/bin/gopls), built with go1.26.1".
std::string gopls_of(const Json& document);
/// "textDocument/hover (id 3), for 5.1 s", one each.
std::vector<std::string> waiting_of(const Json& document);
/// "   5.10 s  what happened", one each.
std::vector<std::string> timeline_of(const Json& document);

}  // namespace cli::incidents
