// The slow log with real pipes: a line for a slow request, once the editor has read its reply.
#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Editor;
using support::FakeServers;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

TEST_CASE("a slow request has a line once the editor has read its reply", "[slow_requests][fake]") {
    Sandbox sandbox;
    std::filesystem::create_directory(sandbox.path("runtime"));
    sandbox.environment["XDG_RUNTIME_DIR"] = sandbox.path("runtime").string();
    sandbox.environment["GOPLS_PROXY_MODE"] = "observe";
    sandbox.environment["GOPLS_PROXY_SLOW_INTERACTIVE"] = "1ms";
    FakeServers fakes(sandbox);
    const Json second{{"on", "textDocument/hover"}, {"nth", 2}};
    Json hold = second, answer = second;
    hold.update({{"do", "hold"}, {"path", fakes.gate("go")}});
    // More than the pipe to the editor holds.
    answer.update({{"do", "big_reply"}, {"bytes", 4 * steps::kMiB}});
    fakes.rule(hold).rule(answer);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const ProxyLog log(sandbox);
    const Json id = steps::ask_hover(*editor, sandbox);
    log.expect({Event::kWaiting, {{"id", id.dump()}}});
    editor->pause_reading();
    fakes.open_gate("go");
    const auto status = support::direct(sandbox, Target::proxy(), {"status", "--json"});
    editor->wait_until(
        [&] {
            const Json list = Json::parse(support::run(status).output, nullptr, false);
            return list.size() == 1 && list[0].value("requests_in_flight", 1) == 0;
        },
        "the reply, which the proxy forwards");
    CHECK_FALSE(log.has({Event::kSlow, {{"id", id.dump()}}}));
    editor->resume_reading();
    CHECK_FALSE(editor->result(id).is_null());
    log.expect({Event::kSlow,
                {{"id", id.dump()},
                 {"method", "textDocument/hover"},
                 {"generation", 1},
                 {"document", steps::fake_uri(sandbox)},
                 {"outcome", "ok"}}});
    steps::finish(*editor);
}
