// The proxy's version, and Go build information in a program that is not written in Go. With it,
// `go version -m gopls-proxy` answers (docs/pitfalls.md, "Missing build information").
//
// It also lets one gopls-proxy recognize another, see executable.hpp. The bytes are in a section of
// their own; the linker takes them from the static library together with `version_number()`.
#pragma once

#include <string>
#include <string_view>

namespace app {

/// Returns the version, such as `0.1.0` or `0.1.0-12-g37b6b07-dirty`; see version.cmake.
std::string version_number();

/// Returns `gopls-proxy 0.1.0-12-g37b6b07 (libuv 1.44.2, built by GCC 12.2.0)` and a newline.
std::string version_text();

/// The line of the module information that identifies a gopls-proxy.
inline constexpr std::string_view kBuildInfoMarker = "path\tgopls-proxy\n";

/// Returns the whole blob as it is in the executable.
std::string_view build_info();

}  // namespace app
