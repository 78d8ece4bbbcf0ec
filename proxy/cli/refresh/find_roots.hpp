// Finds the modules and workspaces to refresh. It changes nothing and uses no network.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"
#include "cli/refresh/root.hpp"

namespace cli::refresh {

/// Returns the root of each folder, none twice: the go.work in use there, else the module that the
/// folder is in, else the modules below it, unless `home` is below it. `go` is the path of the go
/// command. Blocking, up to ten seconds for each folder.
Roots find_roots(const std::vector<std::string>& folders, const std::string& go,
                 const app::Environment& environment, const std::string& home);

}  // namespace cli::refresh
