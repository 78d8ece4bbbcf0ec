// The environment as a value, so that code that depends on it is pure, and tests need no setenv.
//
// It cannot change any environment. An empty variable counts as unset, as it does for Go and in the
// XDG specification.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace app {

/// Names and values of environment variables.
using Environment = std::map<std::string, std::string, std::less<>>;

/// Returns a copy of the process's environment.
Environment current_environment();

/// Returns the value of `name`; empty if it is unset or empty.
std::string_view value_of(const Environment& environment, std::string_view name);

/// Counts the gopls-proxies above this one.
inline constexpr std::string_view kDepthVariable = "GOPLS_PROXY_DEPTH";

/// Returns `GOPLS_PROXY_DEPTH` as a number; 0 if it is unset or not a number.
int depth_from(const Environment& environment);

}  // namespace app
