// The hosts that the go command asks for modules, so that a silent one can be named.
//
// Determines the output of `go env GOPROXY` without running go: the environment, then the file of
// `go env -w`, then Go's default (go.dev/ref/mod, "Environment variables").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"

namespace app {

/// Returns the hosts of a GOPROXY value, "host" or "host:port", in order. `direct`, `off` and file
/// URLs have no host.
std::vector<std::string> hosts_of_proxy_list(std::string_view goproxy);

/// Returns the hosts for this environment. Reads the file of `go env -w`, if there is one.
std::vector<std::string> module_proxies(const Environment& environment);

}  // namespace app
