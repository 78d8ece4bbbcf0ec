// What an editor shows at the end of a case, and what it was told behind the answer: a remedy must
// not leave anything there that a session which was never hurt does not have.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "support/conformance.hpp"

namespace corpus {

using support::Json;

/// Titles of progress that has begun and not ended.
std::set<std::string> open_progress(const std::vector<Json>& received);
/// "go.mod: message" for every diagnostic that is shown.
std::set<std::string> diagnostics(const std::vector<Json>& received);
/// Messages that popped up; and, from the message at `since` on, what gopls reported as an error
/// of the workspace or logged as an error, though it may be over.
std::set<std::string> errors_told(const std::vector<Json>& received, std::size_t since);

}  // namespace corpus
