// The manual page gopls-proxy(1), which `make install` writes: what stands in front of and behind
// the parts of the subcommands (app/manual.hpp). Pure.
#pragma once

#include <string>

namespace cli {

/// Returns the page up to the subcommands, for man(7).
std::string manual_beginning();

/// Returns the rest: the settings, variables and files.
std::string manual_end();

}  // namespace cli
