// The Go modules of a soak: a few small packages, with a package of several files, a test, a file
// with CRLF line ends, a file whose name URIs must escape, and text beyond the BMP.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/sandbox.hpp"

namespace soak {

/// The beginning of a line in front of which declarations may begin or end.
inline constexpr const char* kSeam = "// -- ";

struct Module {
    std::filesystem::path folder;
    std::vector<std::filesystem::path> files;  ///< its Go files
};

/// The module that the editor starts with.
Module write_main_module(const support::Sandbox& sandbox);
/// A module that comes and goes as a second workspace folder.
Module write_second_module(const support::Sandbox& sandbox);
/// Returns a go.mod with a comment of its own, so that gopls has to load again.
std::string module_file(std::size_t revision);

/// Returns `path` as a URI, escaped.
std::string uri_of(const std::filesystem::path& path);

}  // namespace soak
