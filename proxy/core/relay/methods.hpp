// The methods of this session: what is known of each, and what was measured.
//
// A method is looked up once for each message and then passed on by reference; it
// lives as long as the session.
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
    Duration slow_after{};  ///< a request is reported once it has waited for so long
    MethodMetrics* metrics = nullptr;
};

class Methods {
  public:
    /// Refers to both; the settings must not change.
    Methods(const SlowSettings& slow, Metrics& metrics) : slow_(slow), metrics_(metrics) {}

    /// Past `Metrics::kMaxMethods` names that LSP and gopls do not have, all further ones are
    /// "other".
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
    std::array<Method, lsp::kMethodIds> known_;  ///< by `MethodId`; empty until it is asked for
    std::unordered_map<std::string, Method, Hash, std::equal_to<>> foreign_;
};

}  // namespace core
