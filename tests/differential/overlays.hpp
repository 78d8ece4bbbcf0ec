// The open documents as gopls has them: its overlays, byte for byte, read from its debug server.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace differential {

struct Overlay {
    std::string text;
    int version = 0;
};

/// Returns the overlays by path. `port` is the loopback port of the debug server of a gopls with
/// one session. Texts must not contain NUL, which the page cannot show.
std::map<std::string, Overlay> read_overlays(std::uint16_t port);

}  // namespace differential
