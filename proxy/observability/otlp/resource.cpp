#include "observability/otlp/resource.hpp"

#include <algorithm>
#include <utility>

namespace observability::otlp {

Json resource_of(const Attributes& by_user, std::string_view version, std::uint64_t pid,
                 std::string_view instance) {
    Json resource = Json::array(
        {attribute("service.name", "gopls-proxy"), attribute("service.version", version),
         attribute("service.instance.id", instance), attribute("process.pid", pid),
         attribute("telemetry.sdk.name", "gopls-proxy"), attribute("telemetry.sdk.language", "cpp"),
         attribute("telemetry.sdk.version", version)});
    for (const auto& [name, value] : by_user) {
        const auto same =
            std::find_if(resource.begin(), resource.end(),
                         [&wanted = name](const Json& of) { return of.at("key") == wanted; });
        if (same == resource.end()) {
            resource.push_back(attribute(name, value));
        } else {
            *same = attribute(name, value);
        }
    }
    return resource;
}

}  // namespace observability::otlp
