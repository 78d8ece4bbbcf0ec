// The proxy's own help and version, as text. It prints nothing.
#pragma once

#include <string>

#include "cli/environment.hpp"

namespace cli {

/// Whether text for the file descriptor `fd` may carry colours: a terminal, and neither `NO_COLOR`
/// (no-color.org) nor `TERM=dumb`.
bool wants_colours(int fd, const Environment& environment);

/// `gopls-proxy --help`: what it is for, how to call it, examples, and every setting.
std::string help_text(bool colours);

/// For somebody who started a session on a terminal, where a server would wait in silence.
std::string terminal_text(bool as_gopls);

/// `gopls-proxy 0.1.0-12-g37b6b07 (libuv 1.44.2, built by GCC 12.2.0)` and a line end.
std::string version_text();

}  // namespace cli
