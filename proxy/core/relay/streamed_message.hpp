// A large message of the editor that is forwarded to a server while the rest is still arriving.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace core {

struct StreamedMessage {
    std::size_t written_bytes = 0;  ///< of the frame
    std::string_view frame;         ///< the whole message once it has arrived, else empty
    std::string behind;             ///< messages that wait for its end
};

}  // namespace core
