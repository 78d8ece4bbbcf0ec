// Reads incident.json for people. A document may come from another version, be truncated, or be
// edited; missing parts read as empty. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/incidents/document.hpp"
#include "app/printable.hpp"

namespace cli::incidents {

using app::printable;
using app::printable_line;
using app::incidents::Json;

/// Returns the text at `pointer` (RFC 6901), printable. Returns the JSON of a number or a list, and
/// an empty string if there is nothing.
std::string text_at(const Json& document, const char* pointer);
std::optional<double> number_at(const Json& document, const char* pointer);
/// Returns the list at `pointer`, or an empty one.
const Json& list_at(const Json& document, const char* pointer);

/// Returns "6.3 s"; a dash if there is no time.
std::string human_seconds(std::optional<double> seconds);

/// Returns names and values of the evidence that applies: `head age`, `5.1 s`.
std::vector<std::pair<std::string, std::string>> evidence_of(const Json& document);

/// Returns "replaced, gopls went on after 6.3 s", or "replaced" if nothing waited for it.
std::string outcome_of(const Json& document);
/// Returns "v0.23.0 (/usr/bin/gopls), built with go1.26.1".
std::string gopls_of(const Json& document);
/// Returns "textDocument/hover (id 3), for 5.1 s" for each waiting request.
std::vector<std::string> waiting_of(const Json& document);
/// Returns "   5.10 s  what happened" for each event.
std::vector<std::string> timeline_of(const Json& document);

}  // namespace cli::incidents
