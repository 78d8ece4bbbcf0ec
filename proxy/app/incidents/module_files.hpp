// Copies of go.mod, go.work and go.sum of a working folder from the last successful load of a
// session, and the changes since then: such a change is the first suspect.
//
// Blocking: call it in a thread of its own. Copies are stored under a hash of the folder's path,
// with mode 0600 in folders of mode 0700.
#pragma once

#include <atomic>
#include <boost/system/result.hpp>
#include <string>

namespace app::incidents {

/// Returns the path of the copies of `folder`, below `root`.
std::string copies_of(const std::string& root, const std::string& folder);

/// Copies the current files of `folder`. Deletes the copies of the least recently loaded folders.
boost::system::result<void> keep_module_files(const std::string& root, const std::string& folder,
                                              const std::atomic<bool>& stop);

/// Returns unified diffs of the files that have changed since; empty if none has, or without
/// copies.
std::string module_changes(const std::string& root, const std::string& folder);

}  // namespace app::incidents
