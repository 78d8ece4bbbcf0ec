// The mark: an environment variable that identifies the processes of a proxy's servers. Children
// inherit it, so it identifies them whatever session they have moved to.
//
// A process whose environment cannot be read has no mark.
#pragma once

#include <string>
#include <string_view>

namespace io {

inline constexpr std::string_view kMarkVariable = "GOPLS_PROXY_SESSION";

/// Returns "GOPLS_PROXY_SESSION=<mark>", for ChildOptions::environment. A mark consists of letters,
/// digits and '-'; a '.' separates levels: the mark "a1b2.7" is below "a1b2".
std::string mark_entry(std::string_view mark);

/// Returns the mark in the environment that `pid` was started with. Empty if it has none, is a
/// zombie, or belongs to another user.
std::string mark_of(int pid);

/// Returns whether `own` equals `mark` or is below it. Nothing is below an empty mark.
bool is_below(std::string_view own, std::string_view mark);

}  // namespace io
