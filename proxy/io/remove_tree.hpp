// Deletes a folder with everything in it, and nothing outside it.
//
// Follows no symbolic links and does not cross into other file systems. Blocking: call it in a
// thread of its own; it can be stopped half way.
#pragma once

#include <atomic>
#include <string>

namespace io {

/// Deletes `path`. Returns true if nothing of it is left. Stops early once `stop` is true.
bool remove_tree(const std::string& path, const std::atomic<bool>& stop);

}  // namespace io
