// What a Go program says of itself, read from its executable: it need not run, nor be asked.
// Go's debug/buildinfo, strings inline (since Go 1.18).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace io {

struct GoBuildInfo {
    std::string go;       ///< `go1.26.1`: what it was built with
    std::string path;     ///< of its main package: `golang.org/x/tools/gopls`
    std::string module;   ///< of that package; empty without modules
    std::string version;  ///< of the module: `v0.23.0`, `(devel)`
};

/// Parses the content of `.go.buildinfo`. Nothing if it has another form.
std::optional<GoBuildInfo> parse_go_build_info(std::string_view section);

/// The content of `.go.buildinfo` of an ELF file; empty text if the file has no such section.
/// Nothing if it cannot be read, or is of another kind. Blocking; reads a few kilobytes.
std::optional<std::string> go_build_section(const std::filesystem::path& file);

}  // namespace io
