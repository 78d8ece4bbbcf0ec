// The cache and the flags that a server starts with.
#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

enum class Cause { kDeath, kHang };

/// Runs a session in which the first fake is replaced once.
void replace_once(const Sandbox& sandbox, FakeServers& fakes, Cause cause,
                  const std::vector<std::string>& arguments = {}) {
    fakes.rule({{"process", 1},
                {"on", "textDocument/hover"},
                {"nth", 2},
                {"do", cause == Cause::kDeath ? "die" : "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls(), arguments));
    editor->call("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
    steps::finish(*editor);
}

std::string cache_of(const FakeServers& fakes, int process) {
    const Json start = fakes.start_of(process);
    return start.is_null() ? "not started" : start["environment"].value("GOPLSCACHE", "unset");
}

bool is_private(const Sandbox& sandbox, const std::string& cache) {
    return cache.starts_with(sandbox.path("cache/gopls-proxy").string() + "/") &&
           std::filesystem::is_directory(cache);
}

}  // namespace

TEST_CASE("after a stall gopls starts with a clean cache", "[cache][fake]") {
    Sandbox sandbox(Sandbox::GoplsCache::kOwn);
    FakeServers fakes(sandbox);
    const std::string ordinary = sandbox.environment["GOPLSCACHE"];
    SECTION("by default") {
        replace_once(sandbox, fakes, Cause::kHang);
        CHECK(cache_of(fakes, 1) == ordinary);
        CHECK(is_private(sandbox, cache_of(fakes, 2)));
        // The next session shares the newest private cache that works.
        const auto editor =
            steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
        CHECK(cache_of(fakes, 3) == cache_of(fakes, 2));
        steps::finish(*editor);
    }
    SECTION("not after a death") {
        replace_once(sandbox, fakes, Cause::kDeath);
        CHECK(cache_of(fakes, 2) == ordinary);
    }
    SECTION("not with never-clean") {
        sandbox.environment["GOPLS_PROXY_CACHE_POLICY"] = "never-clean";
        replace_once(sandbox, fakes, Cause::kHang);
        CHECK(cache_of(fakes, 2) == ordinary);
    }
    SECTION("not the first time with warm-first") {
        sandbox.environment["GOPLS_PROXY_CACHE_POLICY"] = "warm-first";
        replace_once(sandbox, fakes, Cause::kHang);
        CHECK(cache_of(fakes, 2) == ordinary);
    }
    SECTION("always with always-clean") {
        sandbox.environment["GOPLS_PROXY_CACHE_POLICY"] = "always-clean";
        replace_once(sandbox, fakes, Cause::kDeath);
        CHECK(is_private(sandbox, cache_of(fakes, 2)));
    }
}

TEST_CASE("a standby gets no flags that would take an address or truncate a log", "[cache][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const std::string log = "-logfile=" + sandbox.path("server.log").string();
    replace_once(sandbox, fakes, Cause::kHang,
                 {"-debug=localhost:6060", "--mcp.listen", "localhost:6061", log, "-rpc.trace"});
    const std::vector<std::string> first = fakes.start_of(1)["argv"];
    const std::vector<std::string> second = fakes.start_of(2)["argv"];
    CHECK(std::vector<std::string>(first.begin() + 1, first.end()) ==
          std::vector<std::string>{"-debug=localhost:6060", "--mcp.listen", "localhost:6061", log,
                                   "-rpc.trace"});
    CHECK(std::vector<std::string>(second.begin() + 1, second.end()) ==
          std::vector<std::string>{log + ".2", "-rpc.trace"});
}
