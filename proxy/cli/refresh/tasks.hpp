// The go commands that `gopls-proxy clean` runs after a deletion. Pure.
#pragma once

#include <set>
#include <string_view>

namespace cli::refresh {

/// In the order in which they run: a download comes before the verification, which then covers what
/// was downloaded, and versions are listed after `tidy` may have changed them.
enum class Task {
    kDownload,  ///< go mod download
    kVerify,    ///< go mod verify
    kTidy,      ///< go mod tidy
    kVendor,    ///< go mod vendor, go work vendor
    kList,      ///< go list -m all
    kUpdates,   ///< go list -m -u all
};

using Tasks = std::set<Task>;

/// Returns the name of the option and in JSON: "download".
std::string_view name_of(Task task);

/// Returns whether the task may change go.mod, go.sum, a vendor folder or the module cache, so that
/// no gopls should work there meanwhile.
bool writes(Task task);

}  // namespace cli::refresh
