#include "app/gopls/server_environment.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "io/environment_mark.hpp"

namespace app {
namespace {

using Variable = std::pair<std::string_view, std::string_view>;
constexpr std::array<Variable, 3> kOffline = {{
    {"GOPROXY", "off"},
    {"GONOPROXY", "none"},
    {"GOVCS", "*:off"},
}};
constexpr std::string_view kToolchain = "GOTOOLCHAIN";
constexpr std::string_view kLocal = "local";

}  // namespace

Environment server_environment(Environment environment, const ServerCaches& caches,
                               core::Network network) {
    environment[std::string(kDepthVariable)] = std::to_string(depth_from(environment) + 1);
    if (!caches.gopls.empty()) environment["GOPLSCACHE"] = caches.gopls;
    if (!caches.build.empty()) environment["GOCACHE"] = caches.build;
    if (network != core::Network::kNormal) {
        // With GOPRIVATE, GOPROXY=off alone does not stop direct access
        // (docs/gopls-facts.md, "Network").
        for (const auto& [name, value] : kOffline) environment[std::string(name)] = value;
    }
    if (network == core::Network::kOfflineLocalToolchain) {
        environment[std::string(kToolchain)] = kLocal;
    }
    return environment;
}

std::vector<std::string_view> offline_variables(const Environment& environment) {
    const bool is_offline =
        environment.contains(io::kMarkVariable) &&
        std::all_of(kOffline.begin(), kOffline.end(), [&](const auto& variable) {
            return value_of(environment, variable.first) == variable.second;
        });
    std::vector<std::string_view> names;
    if (!is_offline) return names;
    for (const auto& variable : kOffline) names.push_back(variable.first);
    if (value_of(environment, kToolchain) == kLocal) names.push_back(kToolchain);
    return names;
}

std::vector<std::string> entries(Environment environment, const std::string& mark) {
    environment.erase(std::string(io::kMarkVariable));
    std::vector<std::string> entries;
    for (const auto& [name, value] : environment) entries.push_back(name + "=" + value);
    if (!mark.empty()) entries.push_back(io::mark_entry(mark));
    return entries;
}

}  // namespace app
