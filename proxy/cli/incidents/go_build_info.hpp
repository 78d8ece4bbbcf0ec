// The version of a Go program, read from the program itself: the stuck one need
// not be asked. Go's debug/buildinfo, strings inline (since Go 1.18). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cli::incidents {

struct GoBuildInfo {
    std::string go;       ///< `go1.26.1`: what it was built with
    std::string path;     ///< of its main package: `golang.org/x/tools/gopls`
    std::string version;  ///< of its module: `v0.23.0`, `(devel)`
};

/// `section`: what stands in `.go.buildinfo`. Nothing if it has another form.
std::optional<GoBuildInfo> parse_go_build_info(std::string_view section);

}  // namespace cli::incidents
