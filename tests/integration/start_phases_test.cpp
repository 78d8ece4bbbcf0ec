// What the start of gopls consisted of, in the log, the status and the state folder.
#include "app/start_history.hpp"

#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"
#include "support/waiting.hpp"

using core::Event;
using support::FakeServers;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

TEST_CASE("the start of gopls is explained and remembered", "[start_phases][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    std::filesystem::create_directory(sandbox.path("runtime"));
    sandbox.environment["XDG_RUNTIME_DIR"] = sandbox.path("runtime").string();
    const std::string file = "state/gopls-proxy/starts.json";
    sandbox.write(file, "{corrupt");

    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const ProxyLog log(sandbox);
    log.expect({Event::kLoaded});
    for (const app::LogLine& line : log.lines()) {
        if (line.event.name != Event::kLoaded) continue;
        for (const char* phase : {"spawn", "initialize", "editor", "configuration", "load"}) {
            CAPTURE(phase);
            CHECK_FALSE(line.event.value(phase).empty());
        }
    }
    const auto status = support::direct(sandbox, Target::proxy(), {"status"});
    support::wait_until(
        [&] { return support::run(status).output.find("\n  start     ") != std::string::npos; },
        "the start in the status");
    support::wait_until(
        [&] { return app::StartHistory::parse(sandbox.read(file)).workspaces() == 1; },
        "the record of the start");
    steps::finish(*editor);
}
