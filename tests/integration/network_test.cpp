// A module that cannot be fetched because a host is silent. An offline standby answers, and nothing
// is ended before that.
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
    // The suffix names the version control, so that no web page is requested first.
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
    // The offline server may have to wait for a lock of the stuck go list, and then takes over
    // while it loads. In any case it starts before the other server is ended.
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

TEST_CASE("with a silent module proxy an offline gopls answers", "[network][real]") {
    auto server = std::make_unique<SilentServer>();
    Sandbox sandbox;
    use_silent_module_proxy(sandbox, *server);
    SECTION("directly nothing is answered") {
        expect_no_answer_directly(sandbox, *server);
    }
    SECTION("through the proxy") {
        expect_offline_answer(sandbox, *server);
    }
}

TEST_CASE("with a private module on a silent host an offline gopls answers", "[network][real]") {
    auto server = std::make_unique<SilentServer>();
    Sandbox sandbox;
    use_silent_version_control(sandbox, *server);
    SECTION("directly nothing is answered") {
        expect_no_answer_directly(sandbox, *server);
        // gopls leaves behind the git of its go list, which ends with the connection.
        server.reset();
    }
    SECTION("through the proxy") {
        expect_offline_answer(sandbox, *server);
    }
}
