// A large message of the editor on its way to a server while the rest of it is still to come.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace core {

struct StreamedMessage {
    std::size_t written_bytes = 0;  ///< of the frame
    std::string_view frame;         ///< all of it, once it is here; empty until then
    std::string behind;             ///< messages that wait for its end
};

}  // namespace core
