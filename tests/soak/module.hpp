// The Go modules that a soak works on: a few small packages, one of several files, with a test, a
// file with CRLF line ends, one with a name that URIs have to escape, and text beyond the BMP.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/sandbox.hpp"

namespace soak {

/// What a line begins with in front of which a declaration may stand, or end.
inline constexpr const char* kSeam = "// -- ";

struct Module {
    std::filesystem::path folder;
    std::vector<std::filesystem::path> files;  ///< its Go files
};

/// The module that the editor starts with.
Module write_main_module(const support::Sandbox& sandbox);
/// One that comes and goes as a second workspace folder.
Module write_second_module(const support::Sandbox& sandbox);
/// go.mod with a comment, so that gopls has to load anew.
std::string module_file(std::size_t revision);

/// `path` as a URI, escaped.
std::string uri_of(const std::filesystem::path& path);

}  // namespace soak
