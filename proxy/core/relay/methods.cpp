#include "core/relay/methods.hpp"

namespace core {

Method Methods::described(std::string_view name) {
    return {name, lsp::traits(name), slow_.threshold_of(std::string(name)), &metrics_.method(name)};
}

const Method& Methods::first_seen(lsp::MethodName name) {
    if (name.id() != lsp::kUnknownMethod) {
        return known_[name.id()] = described(lsp::spelling(name.id()));
    }
    if (const auto it = foreign_.find(name.text()); it != foreign_.end()) return it->second;
    if (foreign_.size() >= Metrics::kMaxMethods && name != Metrics::kOther) {
        return first_seen(Metrics::kOther);
    }
    auto& [key, method] = *foreign_.try_emplace(std::string(name.text())).first;
    return method = described(key);
}

}  // namespace core
