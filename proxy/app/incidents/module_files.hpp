// go.mod, go.work and go.sum of a working folder as they were when a session last
// loaded well, and how they differ now: a change there is the first suspect.
//
// Blocking, for a thread of their own. Copies are kept under a hash of the folder's
// path, mode 0600 in folders of mode 0700.
#pragma once

#include <atomic>
#include <boost/system/result.hpp>
#include <string>

namespace app::incidents {

/// Where the copies of `folder` are, below `root`.
std::string copies_of(const std::string& root, const std::string& folder);

/// Copies the files of `folder` as they are now; those of folders not loaded for longest go.
boost::system::result<void> keep_module_files(const std::string& root, const std::string& folder,
                                              const std::atomic<bool>& stop);

/// Unified diffs of the files that have changed since; empty if none has, or nothing was kept.
std::string module_changes(const std::string& root, const std::string& folder);

}  // namespace app::incidents
