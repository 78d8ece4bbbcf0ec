// A large message of the editor on its way to a server while the rest of it is still to come.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/effect.hpp"

namespace core {

struct CutThrough {
    Generation generation = 0;      ///< of the server that is given it as it comes
    std::size_t written_bytes = 0;  ///< of the frame, to that server
    std::string_view frame;         ///< all of it, once it is here; empty until then
    std::string behind;             ///< messages of the proxy's own that wait for its end
};

}  // namespace core
