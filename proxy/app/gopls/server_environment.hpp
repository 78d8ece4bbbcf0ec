// The environment of a gopls process: the editor's, with changes by the proxy. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"
#include "core/base/effect.hpp"

namespace app {

struct ServerCaches {
    std::string gopls;  ///< for GOPLSCACHE
    std::string build;  ///< for GOCACHE
};

/// Returns the environment of a gopls. An empty cache path leaves that variable unchanged.
/// `network` limits what the go command may reach.
Environment server_environment(Environment environment, const ServerCaches& caches,
                               core::Network network);

/// Returns the variables that the proxy has changed for a gopls without network; none for any other
/// environment.
std::vector<std::string_view> offline_variables(const Environment& environment);

/// Returns the entries for a child, with `mark` as its mark, or without one if `mark` is empty.
std::vector<std::string> entries(Environment environment, const std::string& mark);

}  // namespace app
