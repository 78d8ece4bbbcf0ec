// `gopls-proxy demo`: truly hangs a real gopls and shows what the proxy does
// about it, as a timeline, with a table of what was promised at the end.
//
// It starts this very program as a proxy and plays its editor; it knows no more
// of it than an editor and a reader of its log do.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace demo {

/// `arguments`: those behind the word `demo`. Returns the exit code: 0 if every line of every
/// table holds, 1 if not, 2 for a command line that cannot be understood, 127 without gopls or go.
int run_demo(const std::vector<std::string>& arguments, const app::Environment& environment,
             const std::string& gopls_setting);

}  // namespace demo
