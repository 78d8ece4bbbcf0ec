// Questions about files that are, or may be, programs, and about who runs this one.
// Reads files, bounded; runs nothing.
#pragma once

#include <filesystem>
#include <string>

#include "app/environment.hpp"

namespace app {

/// The file that this process runs; empty if the system does not tell.
std::filesystem::path own_executable();

/// How many of the nearest 32 processes above this one run that same file.
int copies_above();

/// A regular file (or a link to one) that this user may execute.
bool is_executable(const std::filesystem::path& file);

/// The program `name` on PATH, or empty. Relative folders are passed over, as Go does: they would
/// name something in the workspace that happens to be open.
std::string find_on_path(const std::string& name, const Environment& environment);

/// Whether the program in `file` is a gopls-proxy, by the Go build information it carries
/// (build_info.hpp). In an ELF file that section alone is read; elsewhere the first 16 MiB.
bool is_gopls_proxy(const std::filesystem::path& file);

}  // namespace app
