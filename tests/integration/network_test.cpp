// A module that cannot be fetched because the other end says nothing: an offline gopls
// answers from beside, and nothing is ended before it does.
#include <memory>

#include "support/catch.hpp"
#include "support/silent_server.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::SilentServer;
using support::Target;

namespace {

void use_silent_module_proxy(Sandbox& sandbox, const SilentServer& server) {
    sandbox.write_module();
    sandbox.require_module("example.com/missing");
    sandbox.environment["GOPROXY"] = "http://" + server.address();
}

void use_silent_version_control(Sandbox& sandbox, const SilentServer& server) {
    sandbox.write_module();
    // The suffix says which version control it is, so that no web page is asked first.
    sandbox.require_module("private.example.com/lib.git");
    sandbox.environment["GOPRIVATE"] = "private.example.com";
    sandbox.write("home/.gitconfig", "[url \"git://" + server.address() +
                                         "/\"]\n\tinsteadOf = https://private.example.com/\n");
}

void expect_offline_answer(const Sandbox& sandbox, const SilentServer& server) {
    const auto editor = steps::open_main(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    CHECK(server.connections() > 0);
    const ProxyLog log(sandbox);
    log.expect_order({Event::kStall, {{"verdict", "go_command_network"}}},
                     {Event::kRemedy, {{"remedy", "standby_offline"}}});
    // The offline one may have to wait for a lock that the stuck go list holds: then it takes
    // over while it loads. Whichever way, it is there before the other is ended.
    log.expect_order({Event::kSpawn, {{"generation", 2}}}, {Event::kEnded, {{"generation", 1}}});
    log.expect({Event::kSwitch, {{"generation", 2}}});
    CHECK_FALSE(log.has({Event::kRemedy, {{"remedy", "end_command"}}}));
    steps::expect_same_text(*editor, sandbox, uri);
    steps::finish(*editor);
}

void expect_no_answer_directly(const Sandbox& sandbox, const SilentServer& server) {
    const auto editor = steps::open_main(sandbox, support::direct(sandbox, Target::real_gopls()));
    const Json id = steps::ask_definition(*editor, steps::main_uri(sandbox));
    editor->wait_until([&] { return server.connections() > 0; }, "a connection");
    CHECK_FALSE(editor->replied(id));
}

}  // namespace

TEST_CASE("a silent module proxy", "[network][real]") {
    auto server = std::make_unique<SilentServer>();
    Sandbox sandbox;
    use_silent_module_proxy(sandbox, *server);
    SECTION("directly, nothing is answered") {
        expect_no_answer_directly(sandbox, *server);
    }
    SECTION("behind the proxy") {
        expect_offline_answer(sandbox, *server);
    }
}

TEST_CASE("a private module on a silent host", "[network][real]") {
    auto server = std::make_unique<SilentServer>();
    Sandbox sandbox;
    use_silent_version_control(sandbox, *server);
    SECTION("directly, nothing is answered") {
        expect_no_answer_directly(sandbox, *server);
        // gopls leaves the git of its go list behind, which ends with the connection.
        server.reset();
    }
    SECTION("behind the proxy") {
        expect_offline_answer(sandbox, *server);
    }
}
