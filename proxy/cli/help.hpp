// The texts of the proxy's own help. It prints nothing.
#pragma once

#include <string>
#include <string_view>

namespace cli {

/// What the program does, in two lines.
inline constexpr std::string_view kPurpose =
    "gopls-proxy runs between an editor and gopls. It forwards every message and times every\n"
    "request. When gopls is stuck, it reports the cause and switches to a fresh gopls.\n";

/// Where settings come from.
inline constexpr std::string_view kSourcesOfSettings =
    "A flag overrides an environment variable, which overrides the configuration file:\n"
    "--proxy-stall-window=5s, GOPLS_PROXY_STALL_WINDOW=5s, or [stall] window = \"5s\" in\n"
    "$XDG_CONFIG_HOME/gopls-proxy/config.toml (--proxy-config=PATH reads another file).\n";

/// Returns the text of `gopls-proxy --help`: purpose, usage, examples, and every setting.
std::string help_text(bool colours);

/// Returns a text for a person who started a session on a terminal, where a server would wait
/// silently.
std::string terminal_text(bool as_gopls);

}  // namespace cli
