// The mark in the environment by which processes of a proxy's servers are known
// for sure, whatever session they moved to: children inherit it.
//
// A process whose environment cannot be read has no mark.
#pragma once

#include <string>
#include <string_view>

namespace io {

inline constexpr std::string_view kMarkVariable = "GOPLS_PROXY_SESSION";

/// "GOPLS_PROXY_SESSION=<mark>", for ChildOptions::environment. A mark is letters, digits and
/// '-'; a '.' makes a mark below another: "a1b2.7" is found by "a1b2" and by "a1b2.7".
std::string mark_entry(std::string_view mark);

/// The mark in the environment that `pid` was started with. Empty if it has none, is a zombie, or
/// another user's.
std::string mark_of(int pid);

/// Whether `own` is `mark`, or one below it. Nothing is below an empty mark.
bool is_below(std::string_view own, std::string_view mark);

}  // namespace io
