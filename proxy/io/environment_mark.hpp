// The mark in the environment by which processes of a proxy's servers are known
// for sure, whatever session they moved to: children inherit it.
//
// Reading is by system calls and stack memory alone, so that the guardian can
// use it after a fork. A process whose environment cannot be read has no mark.
#pragma once

#include <string>
#include <string_view>

namespace io {

inline constexpr std::string_view kMarkVariable = "GOPLS_PROXY_SESSION";

/// "GOPLS_PROXY_SESSION=<mark>", for ChildOptions::environment. A mark is letters, digits and
/// '-'; a '.' makes a mark below another: "a1b2.7" is found by "a1b2" and by "a1b2.7".
std::string mark_entry(std::string_view mark);

/// True if the environment that `pid` was started with holds `mark`, or one below it. False for
/// an empty mark, a zombie, a process of another user.
bool carries_mark(int pid, std::string_view mark) noexcept;

}  // namespace io
