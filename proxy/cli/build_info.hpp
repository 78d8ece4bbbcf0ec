// Go build information in a program that is not written in Go, so that
// `go version -m gopls-proxy` answers (docs/pitfalls.md, "Missing build information").
//
// It is also how one gopls-proxy knows another, see executable.hpp. The bytes stand
// in a section of their own; the linker takes them from the static library
// because somebody calls `build_info()` (help.cpp does, for --proxy-version).
#pragma once

#include <string_view>

namespace cli {

/// The line of the module information that only a gopls-proxy has.
inline constexpr std::string_view kBuildInfoMarker = "path\tgopls-proxy\n";

/// The whole blob as it stands in the executable.
std::string_view build_info();

}  // namespace cli
