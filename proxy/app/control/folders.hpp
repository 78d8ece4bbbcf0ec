// Where control sockets are: one file "<pid>.sock" a session, in a folder of this user alone.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/environment.hpp"

namespace app::control {

/// Returns the folders that may hold sockets, the best one first: `$XDG_RUNTIME_DIR/gopls-proxy`,
/// then `run` in the state folder. A session uses the first one that works, and commands search
/// all, since the environments of an editor and a terminal may differ. Pure, except that a user
/// without a home gets a folder below `$TMPDIR` (or_temporary).
std::vector<std::filesystem::path> folders(const Environment& environment);

std::string socket_name(int pid);

/// Returns the pid that a socket's name tells, or 0.
int pid_of(const std::filesystem::path& socket);

/// Returns the sockets in `folders`, by pid. Reads the disk.
std::vector<std::filesystem::path> sockets(const std::vector<std::filesystem::path>& folders);

/// Returns why sockets in this folder cannot be trusted, or an empty text: it must be a real folder
/// that belongs to this user and is closed to all others. Reads the disk.
std::string distrust(const std::filesystem::path& folder);

}  // namespace app::control
