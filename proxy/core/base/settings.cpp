#include "core/base/settings.hpp"

#include "lsp/methods.hpp"

namespace core {

Duration SlowSettings::threshold_of(const std::string& method) const {
    if (!methods.empty()) {
        if (const auto it = methods.find(method); it != methods.end()) return it->second;
    }
    return lsp::traits(method).interactive ? interactive : other;
}

}  // namespace core
