#include "core/relay/methods.hpp"

namespace core {

const Method& Methods::of(std::string_view name) {
    if (const auto it = known_.find(name); it != known_.end()) return it->second;
    const bool foreign = !lsp::is_known(name);
    if (foreign && foreign_ >= Metrics::kMaxMethods && name != Metrics::kOther) {
        return of(Metrics::kOther);
    }
    if (foreign) ++foreign_;
    auto& [key, method] = *known_.try_emplace(std::string(name)).first;
    method = {key, lsp::traits(key), slow_.threshold_of(key), &metrics_.method(key)};
    return method;
}

}  // namespace core
