#include "app/gopls/module_proxies.hpp"

#include <fstream>

#include "support/catch.hpp"
#include "unit/io/support.hpp"

using app::hosts_of_proxy_list;
using app::module_proxies;
using Hosts = std::vector<std::string>;

TEST_CASE("hosts_of_proxy_list returns the hosts of a GOPROXY value") {
    CHECK(hosts_of_proxy_list("https://proxy.example.com,direct") == Hosts{"proxy.example.com"});
    CHECK(hosts_of_proxy_list("https://user:secret@a.example.com/go|http://127.0.0.1:3000,off") ==
          Hosts{"a.example.com", "127.0.0.1:3000"});
    CHECK(hosts_of_proxy_list("file:///srv/modules,direct").empty());
    CHECK(hosts_of_proxy_list("https://").empty());
    CHECK(hosts_of_proxy_list("").empty());
}

TEST_CASE("module_proxies prefers the environment to go env -w and both to the default") {
    const io_test::TempFolder folder;
    app::Environment environment{{"HOME", folder.path()}, {"XDG_CONFIG_HOME", folder.path()}};
    CHECK(module_proxies(environment) == Hosts{"proxy.golang.org"});
    std::filesystem::create_directories(folder / "go");
    std::ofstream(folder / "go/env") << "GOPROXYX=http://no\nGOPROXY=https://written.example.com\n";
    CHECK(module_proxies(environment) == Hosts{"written.example.com"});
    environment["GOPROXY"] = "https://given.example.com";
    CHECK(module_proxies(environment) == Hosts{"given.example.com"});
    environment.erase("GOPROXY");
    environment["GOENV"] = "off";
    CHECK(module_proxies(environment) == Hosts{"proxy.golang.org"});
}
