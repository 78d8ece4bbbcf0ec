// Inspects files that are, or may be, programs, and the processes above this one. Reads a bounded
// part of each file; runs nothing.
#pragma once

#include <filesystem>
#include <string>

#include "app/environment.hpp"

namespace app {

/// Returns the executable of this process; empty if the system does not tell.
std::filesystem::path own_executable();

/// Returns how many of the nearest 32 processes above this one have the same executable.
int copies_above();

/// Returns whether `file` is a regular file, or a link to one, that this user may execute.
bool is_executable(const std::filesystem::path& file);

/// Returns the program `name` on PATH, or an empty string. Skips relative folders, as Go does: they
/// would name something in the workspace that happens to be open.
std::string find_on_path(const std::string& name, const Environment& environment);

/// Returns the version of the module that the Go program in `file` was built from: "v0.23.0",
/// "(devel)". Empty for all other files.
std::string go_version_of(const std::filesystem::path& file);

/// Returns whether the program in `file` is a gopls-proxy, by its Go build information
/// (build_info.hpp). Reads only that section of an ELF file, and the first 16 MiB of any other
/// file.
bool is_gopls_proxy(const std::filesystem::path& file);

}  // namespace app
