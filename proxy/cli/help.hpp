// The texts of the proxy's own help. It prints nothing.
#pragma once

#include <string>

namespace cli {

/// Returns the text of `gopls-proxy --help`: purpose, usage, examples, and every setting.
std::string help_text(bool colours);

/// Returns a text for a person who started a session on a terminal, where a server would wait
/// silently.
std::string terminal_text(bool as_gopls);

}  // namespace cli
