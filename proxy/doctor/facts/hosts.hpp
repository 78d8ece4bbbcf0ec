// The hosts that the go command asks for modules, by its settings. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"
#include "doctor/facts/go_settings.hpp"
#include "doctor/facts/modules.hpp"
#include "observability/otlp/url.hpp"

namespace doctor {

using Url = observability::otlp::Url;

/// A URL with its user, which is a secret.
struct UserUrl {
    Url url;
    std::string user;  ///< `name:password`, decoded; empty if there is none
};

/// Returns the URL, or nothing if it is not one of HTTP.
std::optional<UserUrl> parse_user_url(std::string_view text);

/// A host, and the request by which it is examined.
struct Host {
    enum class Role {
        kModuleProxy,
        kChecksumMirror,  ///< a module proxy, asked whether it passes on the checksum database
        kChecksumDatabase,
        kPrivate,
    };
    Role role = Role::kModuleProxy;
    Url url;
    std::string user = {};         ///< a secret; empty if there is none
    std::optional<UserUrl> via{};  ///< the HTTP proxy on the way

    /// Returns `host` or `host:port`, for people.
    std::string name() const;
};

/// Returns the HTTP proxy for a URL by HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as Go's
/// http.ProxyFromEnvironment finds it. Nothing for one that is not spoken to by HTTP.
std::optional<UserUrl> http_proxy_for(const Url& url, const app::Environment& environment);

/// Returns the module proxies of GOPROXY, the first of them as a mirror of the checksum database,
/// the database itself, and the hosts of private modules: those of GOPRIVATE's patterns, and of
/// requirements that GONOPROXY matches. Each once.
std::vector<Host> hosts_to_ask(const GoSettings& settings, const std::vector<Module>& modules,
                               const app::Environment& environment);

/// Returns whether a pattern of a list such as GOPRIVATE matches a beginning of the module path
/// (module.MatchPrefixPatterns).
bool matches_prefix(std::string_view patterns, std::string_view module);

}  // namespace doctor
