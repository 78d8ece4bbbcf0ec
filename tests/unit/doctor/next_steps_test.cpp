#include "doctor/next_steps.hpp"

#include "unit/doctor/facts_support.hpp"

using namespace unit_test;

namespace {

std::vector<std::string> steps(const std::string& id, const doctor::Facts& facts) {
    doctor::Finding finding;
    finding.id = id;
    return doctor::next_steps_of(finding, facts);
}

}  // namespace

TEST_CASE("A command that hangs is run again with its steps shown") {
    doctor::Facts facts = healthy_facts();
    facts.unfinished = {{"go list -m all", "/w a", std::chrono::seconds(5)}};
    const auto next = steps("go-hangs", facts);
    REQUIRE(next.size() == 2);
    CHECK(next[0].starts_with("cd '/w a' && go list -x -m all  # "));
    CHECK(next[1].starts_with("dlv attach "));
}

TEST_CASE("Build tags are given to the go command and to the debugger") {
    doctor::Facts facts = healthy_facts();
    facts.editor_tags = {{"go.buildTags", "a,b", "/w/.vscode/settings.json"}};
    const auto next = steps("build-tags-differ", facts);
    REQUIRE(next.size() == 2);
    CHECK(next[1].starts_with("cd /w && dlv debug --build-flags=-tags=a,b  # "));
    CHECK(only(facts, "build-tags-differ").next == next);
}

TEST_CASE("cgo is built with its commands shown") {
    doctor::Facts facts = healthy_facts();
    doctor::CgoPackage package;
    package.pkg_config = {"zlib", "x y"};
    facts.packages.cgo = {package};
    const auto next = steps("cgo-header", facts);
    REQUIRE(next.size() == 3);
    CHECK(next[0].starts_with("cd /w && go build -x ./..."));
    CHECK(next[2] == "pkg-config --debug --cflags 'x y'");
}

TEST_CASE("The debug port of a running gopls has profiles") {
    doctor::Facts facts = healthy_facts();
    facts.open_ports = {{1, "[::]:6060", "gopls -debug=:6060"},
                        {2, "0.0.0.0:1", "gopls -listen=:1"}};
    const auto next = steps("gopls-port-open", facts);
    REQUIRE(next.size() == 1);
    CHECK(
        next[0].starts_with("go tool pprof -seconds=10 http://127.0.0.1:6060/debug/pprof/profile"));
}

TEST_CASE("Findings whose remedy says it all have no next steps") {
    CHECK(steps("go-missing", healthy_facts()).empty());
    CHECK(steps("no-such-finding", healthy_facts()).empty());
}
