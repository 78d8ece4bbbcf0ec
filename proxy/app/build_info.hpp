// The proxy's version, and Go build information in a program that is not written in
// Go, so that `go version -m gopls-proxy` answers (docs/pitfalls.md, "Missing build
// information").
//
// It is also how one gopls-proxy knows another, see executable.hpp. The bytes stand
// in a section of their own; the linker takes them from the static library together
// with `version_number()`.
#pragma once

#include <string>
#include <string_view>

namespace app {

/// `0.1.0`, `0.1.0-12-g37b6b07-dirty`: see version.cmake.
std::string version_number();

/// `gopls-proxy 0.1.0-12-g37b6b07 (libuv 1.44.2, built by GCC 12.2.0)` and a line end.
std::string version_text();

/// The line of the module information that only a gopls-proxy has.
inline constexpr std::string_view kBuildInfoMarker = "path\tgopls-proxy\n";

/// The whole blob as it stands in the executable.
std::string_view build_info();

}  // namespace app
