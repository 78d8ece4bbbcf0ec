// Reads Go source just enough to choose files and positions for requests. Pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "lsp/text.hpp"

namespace cli::health {

/// Returns up to `most` positions in the Go file for requests, spread over its length: the names
/// behind a dot, `Println` in `fmt.Println`, where completion offers members; without any, the
/// declared names. Comments, strings and runes have none.
std::vector<lsp::Position> probes_in(std::string_view text, std::size_t most);

/// Returns the number of its imports.
std::size_t imports_in(std::string_view text);

/// Returns whether a comment in front of the package clause says that the file is generated
/// (go.dev/s/generatedcode).
bool is_generated(std::string_view text);

/// Returns whether the file has a `//go:build` line, so that gopls may leave it out.
bool has_build_constraint(std::string_view text);

/// Returns whether the name of the file ends in an operating system or an architecture, as in
/// `x_windows.go`, so that gopls may leave it out.
bool has_platform_name(std::string_view name);

}  // namespace cli::health
