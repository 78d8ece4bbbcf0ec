#include "observability/otlp/resource.hpp"

#include "unit/observability/otlp/support.hpp"

using namespace otlp_test;
using observability::otlp::resource_of;

TEST_CASE("The attributes of the user replace those of the proxy") {
    const Json resource = {{"attributes", resource_of({{"service.name", "editor"}, {"team", "go"}},
                                                      "1.2.3", 42, "i")}};
    check_encoding(resource);
    CHECK(attribute_of(resource, "service.name") == "editor");
    CHECK(attribute_of(resource, "team") == "go");
    CHECK(attribute_of(resource, "service.version") == "1.2.3");
    CHECK(attribute_of(resource, "service.instance.id") == "i");
    CHECK(attribute_of(resource, "process.pid") == "42");
    CHECK(attribute_of(resource, "telemetry.sdk.language") == "cpp");
    CHECK(resource.at("attributes").size() == 8);
}

TEST_CASE("A request wraps its items in a resource and a scope") {
    using namespace observability::otlp;
    const Json whole = request(kSpanLevels, resource_of({}, "1.2.3", 42, "i"), "1.2.3",
                               Json::array({{{"name", "x"}}}));
    check_encoding(whole);
    const Json& of_resource = whole.at("resourceSpans").at(0);
    CHECK(attribute_of(of_resource.at("resource"), "service.name") == "gopls-proxy");
    CHECK(of_resource.at("schemaUrl") == "https://opentelemetry.io/schemas/1.45.0");
    const Json& scope = of_resource.at("scopeSpans").at(0);
    CHECK(scope.at("scope").at("name") == "gopls-proxy");
    CHECK(scope.at("scope").at("version") == "1.2.3");
    CHECK(scope.at("spans").at(0).at("name") == "x");
}
