// What a gopls finds in its environment: the editor's, and what the proxy puts in its place. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"
#include "core/base/effect.hpp"

namespace app {

struct ServerCaches {
    std::string gopls;  ///< for GOPLSCACHE
    std::string build;  ///< for GOCACHE
};

/// An empty cache stays as it is. `network`: what the go command may reach.
Environment server_environment(Environment environment, const ServerCaches& caches,
                               core::Network network);

/// As a child takes it, with `mark` to know it by, unless that is empty, and no mark of another.
std::vector<std::string> entries(Environment environment, const std::string& mark);

}  // namespace app
