// The environment as a value, so that everything that depends on it is a pure
// function of its arguments and tests need no setenv.
//
// It is not a way to change the environment of anybody. An empty variable
// counts as unset, as it does for Go and in the XDG specification.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace app {

/// Names and values of environment variables.
using Environment = std::map<std::string, std::string, std::less<>>;

/// A copy of the process's environment.
Environment current_environment();

/// The value of `name`, or empty when it is unset or empty.
std::string_view value_of(const Environment& environment, std::string_view name);

/// How many gopls-proxies stand above this one.
inline constexpr std::string_view kDepthVariable = "GOPLS_PROXY_DEPTH";

/// `GOPLS_PROXY_DEPTH` as a number; 0 when it is unset or is not one.
int depth_from(const Environment& environment);

}  // namespace app
