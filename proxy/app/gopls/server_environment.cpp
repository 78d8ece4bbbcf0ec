#include "app/gopls/server_environment.hpp"

#include "io/environment_mark.hpp"

namespace app {

Environment server_environment(Environment environment, const ServerCaches& caches,
                               core::Network network) {
    environment[std::string(kDepthVariable)] = std::to_string(depth_from(environment) + 1);
    if (!caches.gopls.empty()) environment["GOPLSCACHE"] = caches.gopls;
    if (!caches.build.empty()) environment["GOCACHE"] = caches.build;
    if (network != core::Network::kNormal) {
        // With GOPRIVATE, GOPROXY=off alone does not stop direct access
        // (docs/gopls-facts.md, "Network").
        environment["GOPROXY"] = "off";
        environment["GONOPROXY"] = "none";
        environment["GOVCS"] = "*:off";
    }
    if (network == core::Network::kOfflineLocalToolchain) environment["GOTOOLCHAIN"] = "local";
    return environment;
}

std::vector<std::string> entries(Environment environment, const std::string& mark) {
    environment.erase(std::string(io::kMarkVariable));
    std::vector<std::string> entries;
    for (const auto& [name, value] : environment) entries.push_back(name + "=" + value);
    if (!mark.empty()) entries.push_back(io::mark_entry(mark));
    return entries;
}

}  // namespace app
