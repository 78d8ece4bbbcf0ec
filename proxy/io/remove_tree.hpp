// Deleting a folder with all that is in it, and nothing that is not in it.
//
// Follows no symbolic link and crosses into no other file system. Blocking:
// meant for a thread of its own, which can be told to stop half way.
#pragma once

#include <atomic>
#include <string>

namespace io {

/// Deletes `path`. True if nothing of it is left. Stops early once `stop` is true.
bool remove_tree(const std::string& path, const std::atomic<bool>& stop);

}  // namespace io
