// What gopls has of the open documents: its overlays, read from its debug server, byte for byte.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace differential {

struct Overlay {
    std::string text;
    int version = 0;
};

/// By path. `port`: where the debug server of a gopls with one session listens on the loopback.
/// Texts must not hold the character NUL, for which the page has no spelling.
std::map<std::string, Overlay> read_overlays(std::uint16_t port);

}  // namespace differential
