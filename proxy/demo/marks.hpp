// Processes found again by the mark in their environment (io/environment_mark.hpp).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace demo {

/// The mark of all servers of the proxy that started `pid`; empty if there is none to be seen.
std::string mark_of(int pid);

/// How many processes carry one of `marks`; empty marks are carried by none.
int count_marked(std::initializer_list<std::string_view> marks);

/// Whether this system shows the environment of processes at all.
bool can_see_marks();

}  // namespace demo
