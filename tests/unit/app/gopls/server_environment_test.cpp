#include "app/gopls/server_environment.hpp"

#include "support/catch.hpp"

TEST_CASE("entries replaces the session mark with its own or omits it for a shared daemon") {
    const app::Environment environment = {{"GOPLS_PROXY_SESSION", "another.1"}, {"HOME", "/h"}};
    CHECK(app::entries(environment, "mine.2") ==
          std::vector<std::string>{"HOME=/h", "GOPLS_PROXY_SESSION=mine.2"});
    CHECK(app::entries(environment, "") == std::vector<std::string>{"HOME=/h"});
}

TEST_CASE("The variables of a gopls without network are named, and those of no other") {
    const app::Environment user = {{"GOPROXY", "off"}, {"GOTOOLCHAIN", "local"}};
    CHECK(app::offline_variables(user).empty());
    const auto variables = [&](core::Network network) {
        app::Environment environment = app::server_environment(user, {}, network);
        CHECK(app::offline_variables(environment).empty());  // not started by a proxy
        environment["GOPLS_PROXY_SESSION"] = "1.2";
        return app::offline_variables(environment);
    };
    CHECK(variables(core::Network::kNormal).empty());
    const std::vector<std::string_view> all = {"GOPROXY", "GONOPROXY", "GOVCS", "GOTOOLCHAIN"};
    CHECK(variables(core::Network::kOfflineLocalToolchain) == all);
}
