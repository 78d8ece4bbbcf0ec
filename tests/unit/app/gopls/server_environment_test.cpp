#include "app/gopls/server_environment.hpp"

#include "support/catch.hpp"

TEST_CASE("entries replaces the session mark with its own or omits it for a shared daemon") {
    const app::Environment environment = {{"GOPLS_PROXY_SESSION", "another.1"}, {"HOME", "/h"}};
    CHECK(app::entries(environment, "mine.2") ==
          std::vector<std::string>{"HOME=/h", "GOPLS_PROXY_SESSION=mine.2"});
    CHECK(app::entries(environment, "") == std::vector<std::string>{"HOME=/h"});
}
