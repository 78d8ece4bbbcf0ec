// Which hosts the go command asks for modules, for naming one of them when it is silent.
//
// What `go env GOPROXY` would print, without running go: the environment, then the file of
// `go env -w`, then Go's default (go.dev/ref/mod, "Environment variables").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"

namespace app {

/// The hosts of a GOPROXY value, "host" or "host:port", in order; `direct`, `off` and file URLs
/// name none.
std::vector<std::string> hosts_of_proxy_list(std::string_view goproxy);

/// Reads the file of `go env -w`, if there is one.
std::vector<std::string> module_proxies(const Environment& environment);

}  // namespace app
