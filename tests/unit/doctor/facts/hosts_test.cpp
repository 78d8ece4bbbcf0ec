#include "doctor/facts/hosts.hpp"

#include "unit/doctor/facts_support.hpp"

using namespace unit_test;
using doctor::Host;

namespace {

std::vector<Host> hosts_of(const doctor::Facts& facts, const app::Environment& environment = {}) {
    return doctor::hosts_to_ask(facts.settings, facts.modules, environment);
}

std::vector<std::string> names_of(const std::vector<Host>& hosts) {
    std::vector<std::string> names;
    for (const Host& host : hosts) names.push_back(host.name() + host.url.target);
    return names;
}

std::optional<std::string> proxy_of(const std::string& url, const app::Environment& environment) {
    const auto proxy = doctor::http_proxy_for(doctor::parse_user_url(url).value().url, environment);
    if (!proxy) return std::nullopt;
    return observability::otlp::authority(proxy->url);
}

}  // namespace

TEST_CASE("The hosts are those of GOPROXY, GOSUMDB and private modules, each once") {
    doctor::Facts facts = healthy_facts();
    CHECK(names_of(hosts_of(facts)) ==
          std::vector<std::string>{"proxy.golang.org/golang.org/x/text/@v/list",
                                   "proxy.golang.org/sumdb/sum.golang.org/supported",
                                   "sum.golang.org/latest"});
    set(facts, "GOPROXY", "http://one:8080/go/|https://one.example,two.example,direct");
    set(facts, "GOSUMDB", "sum.corp.example+abc+key https://sums.corp.example/db");
    set(facts, "GONOPROXY", "git.corp.example/team/*,*.lab.example,plain");
    facts.modules[0].requirements = {{"git.corp.example/team/a", "v1.0.0", false},
                                     {"x.lab.example/b", "v1.0.0", false},
                                     {"github.com/c/d", "v1.0.0", false}};
    const auto hosts = hosts_of(facts);
    CHECK(names_of(hosts) ==
          std::vector<std::string>{
              "one:8080/go/golang.org/x/text/@v/list", "one.example/golang.org/x/text/@v/list",
              "two.example/golang.org/x/text/@v/list",
              "one:8080/go/sumdb/sum.corp.example/supported", "sums.corp.example/db/latest",
              "git.corp.example/?go-get=1", "x.lab.example/b?go-get=1"});
    CHECK(hosts[0].role == Host::Role::kModuleProxy);
    CHECK(hosts[3].role == Host::Role::kChecksumMirror);
    CHECK(hosts[4].role == Host::Role::kChecksumDatabase);
    CHECK(hosts[5].role == Host::Role::kPrivate);
    set(facts, "GOPROXY", "off");
    set(facts, "GOSUMDB", "off");
    set(facts, "GONOPROXY", "");
    CHECK(hosts_of(facts).empty());
}

TEST_CASE("The user of a URL is taken out of it and decoded") {
    const auto parsed = doctor::parse_user_url("https://me:p%40ss@host:8443/path?x@y");
    REQUIRE(parsed);
    CHECK(parsed->user == "me:p@ss");
    CHECK(parsed->url.host == "host");
    CHECK(parsed->url.port == "8443");
    CHECK(parsed->url.target == "/path?x@y");
    CHECK(doctor::parse_user_url("https://host/a@b")->user.empty());
    CHECK(doctor::parse_user_url("https://me@host")->user == "me");
    CHECK(doctor::parse_user_url("https://a%4@host")->user == "a%4");
    for (const char* text : {"", "host", "file:///x", "https://", "https://@", "https://:x"}) {
        INFO(text);
        CHECK_FALSE(doctor::parse_user_url(text));
    }
    doctor::Facts facts = healthy_facts();
    set(facts, "GOPROXY", "https://me:secret@host/x");
    CHECK(names_of(hosts_of(facts))[0] == "host/x/golang.org/x/text/@v/list");
}

TEST_CASE("HTTP proxies of the environment are used as Go uses them") {
    const app::Environment environment = {
        {"HTTPS_PROXY", "http://u:p@cache.example:3128"},
        {"http_proxy", "plain.example:80"},
        {"NO_PROXY", "exempt.example,.dot.example,port.example:8443"}};
    CHECK(proxy_of("https://a.example", environment) == "cache.example:3128");
    CHECK(proxy_of("http://a.example", environment) == "plain.example:80");
    CHECK(proxy_of("https://exempt.example", environment) == std::nullopt);
    CHECK(proxy_of("https://sub.exempt.example", environment) == std::nullopt);
    CHECK(proxy_of("https://sub.dot.example", environment) == std::nullopt);
    CHECK(proxy_of("https://notexempt.example", environment) == "cache.example:3128");
    CHECK(proxy_of("https://port.example:8443", environment) == std::nullopt);
    CHECK(proxy_of("https://port.example", environment) == "cache.example:3128");
    CHECK(proxy_of("https://127.0.0.1:99", environment) == std::nullopt);
    CHECK(proxy_of("https://a.example", {{"HTTPS_PROXY", "socks5://x:1"}}) == std::nullopt);
    CHECK(proxy_of("https://a.example", {{"HTTPS_PROXY", "x:1"}, {"NO_PROXY", "*"}}) ==
          std::nullopt);
}

TEST_CASE("Patterns match a beginning of a module path, element by element") {
    CHECK(doctor::matches_prefix("git.corp.example", "git.corp.example/a/b"));
    CHECK(doctor::matches_prefix("x,*.corp.example", "git.corp.example/a"));
    CHECK(doctor::matches_prefix("git.corp.example/*/b", "git.corp.example/a/b/c"));
    CHECK_FALSE(doctor::matches_prefix("git.corp.example/*/b", "git.corp.example/a/c"));
    CHECK_FALSE(doctor::matches_prefix("git.corp.example/a", "git.corp.example"));
    CHECK_FALSE(doctor::matches_prefix("git.corp", "git.corp.example/a"));
    CHECK_FALSE(doctor::matches_prefix("", "a"));
}
