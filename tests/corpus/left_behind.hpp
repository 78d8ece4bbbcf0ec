// Traces of a remedy in the editor: what it shows at the end of a case, and errors that arrived
// after the answer. A remedy must leave no trace that an undisturbed session does not have.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "support/conformance.hpp"

namespace corpus {

using support::Json;

/// Returns the titles of progress that has begun and not ended.
std::set<std::string> open_progress(const std::vector<Json>& received);
/// Returns "go.mod: message" for every diagnostic that is shown.
std::set<std::string> diagnostics(const std::vector<Json>& received);
/// Returns all pop-ups and, from the message at `since` on, the errors of the workspace that gopls
/// reported or logged, even if they are over.
std::set<std::string> errors_told(const std::vector<Json>& received, std::size_t since);

}  // namespace corpus
