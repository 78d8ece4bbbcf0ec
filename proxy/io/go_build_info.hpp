// The build information of a Go program, read from its executable without running it. The format is
// that of Go's debug/buildinfo with inline strings (since Go 1.18).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace io {

struct GoBuildInfo {
    std::string go;       ///< the Go version it was built with: `go1.26.1`
    std::string path;     ///< its main package: `golang.org/x/tools/gopls`
    std::string module;   ///< the module of the main package; empty without modules
    std::string version;  ///< the module's version: `v0.23.0`, `(devel)`
};

/// Parses the content of `.go.buildinfo`. Returns nothing for any other format.
std::optional<GoBuildInfo> parse_go_build_info(std::string_view section);

/// Returns the content of `.go.buildinfo` of an ELF file, or an empty string if the file has no
/// such section. Returns nothing if the file cannot be read or is not ELF. Blocking; reads a few
/// kilobytes.
std::optional<std::string> go_build_section(const std::filesystem::path& file);

}  // namespace io
