// The proxy's own help, as text. It prints nothing.
#pragma once

#include <string>

namespace cli {

/// `gopls-proxy --help`: what it is for, how to call it, examples, and every setting.
std::string help_text(bool colours);

/// For somebody who started a session on a terminal, where a server would wait in silence.
std::string terminal_text(bool as_gopls);

}  // namespace cli
