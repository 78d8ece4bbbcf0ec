// The methods of this session, with their traits and measurements.
//
// A method is looked up once per message and then passed by reference. It lives as long as the
// session.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/metrics.hpp"
#include "core/base/settings.hpp"
#include "lsp/methods.hpp"

namespace core {

struct Method {
    std::string_view name;
    lsp::MethodTraits traits;
    Duration slow_after{};  ///< a request that has waited for this long is reported
    MethodMetrics* metrics = nullptr;
};

class Methods {
  public:
    /// Keeps references to both. The settings must not change.
    Methods(const SlowSettings& slow, Metrics& metrics) : slow_(slow), metrics_(metrics) {}

    /// Returns the method. After `Metrics::kMaxMethods` names that neither LSP nor gopls defines,
    /// all further ones are "other".
    const Method& of(lsp::MethodName name) {
        const Method& known = known_[name.id()];
        return known.metrics ? known : first_seen(name);
    }

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const {
            return std::hash<std::string_view>{}(name);
        }
    };
    const Method& first_seen(lsp::MethodName name);
    Method described(std::string_view name);

    const SlowSettings& slow_;
    Metrics& metrics_;
    std::array<Method, lsp::kMethodIds> known_;  ///< by `MethodId`; empty until first used
    std::unordered_map<std::string, Method, Hash, std::equal_to<>> foreign_;
};

}  // namespace core
