// Editors that owe gopls an answer. The proxy answers for them, and restarts nothing.
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

TEST_CASE("the proxy answers the real gopls if the editor never does",
          "[unanswering_editor][real]") {
    const std::string method =
        GENERATE(as<std::string>{}, "workspace/configuration", "client/registerCapability",
                 "window/workDoneProgress/create");
    INFO(method);
    Sandbox sandbox;
    sandbox.write_module();
    const auto ask = [&](Editor& editor) {
        editor.leave_unanswered(method);
        editor.start(sandbox.module());
        editor.open(steps::main_uri(sandbox), support::main_go());
        return steps::edit_and_ask(editor, steps::main_uri(sandbox));
    };
    {
        // Directly, gopls waits for the editor, and all requests wait for gopls.
        Editor editor(support::direct(sandbox, Target::real_gopls()));
        const Json id = ask(editor);
        editor.wait_until([&] { return !editor.unanswered().empty(); }, "a request of gopls");
        CHECK_FALSE(editor.replied(id));
    }
    Editor editor(support::proxied(sandbox, Target::real_gopls()));
    const Json id = ask(editor);
    steps::expect_definition(editor, steps::main_uri(sandbox), id);
    const ProxyLog log(sandbox);
    log.expect_order({Event::kStall, {{"verdict", "waiting_on_editor"}}},
                     {Event::kRemedy, {{"remedy", "answer_for_editor"}}});
    CHECK_FALSE(log.has({Event::kSpawn, {{"generation", 2}}}));
    // The editor answers after all. This is too late for gopls and does no harm.
    while (!editor.unanswered().empty()) {
        const Json question = editor.unanswered().front();
        editor.respond(question["id"], method == "workspace/configuration"
                                           ? Json::array({{{"hoverKind", "SingleLine"}}})
                                           : Json());
    }
    steps::expect_same_text(editor, sandbox, steps::main_uri(sandbox));
    steps::finish(editor);
}

TEST_CASE("a configuration that arrives late is forwarded", "[unanswering_editor][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    Editor editor(support::proxied(sandbox, Target::fake_gopls()));
    editor.leave_unanswered("workspace/configuration");
    editor.start(sandbox.path());
    editor.open(steps::fake_uri(sandbox), "package a\n");
    const Json before = editor.call("fake/state", Json::object());
    CHECK(before["configuration"] == Json::array({nullptr}));

    const Json settings = Json::array({{{"staticcheck", true}}});
    editor.on_request("workspace/configuration", [&](const Json&) { return settings; });
    REQUIRE(editor.unanswered().size() == 1);
    editor.respond(Json(editor.unanswered().front()["id"]), settings);
    editor.wait_until([&] { return fakes.told(1, "workspace/didChangeConfiguration") == 1; },
                      "didChangeConfiguration");
    CHECK(editor.call("fake/state", Json::object())["configuration"] == settings);
    CHECK(fakes.started() == 1);
    steps::finish(editor);
}

TEST_CASE("only the editor answers an edit while no request waits", "[unanswering_editor][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->leave_unanswered("workspace/applyEdit");
    const Json id = editor->request("workspace/executeCommand", {{"command", "fake.apply_edit"}});
    const ProxyLog log(sandbox);
    editor->wait_until(
        [&] {
            return log.has({Event::kLook, {{"verdict", "waiting_on_editor"}}});
        },
        "the verdict");
    CHECK_FALSE(editor->replied(id));
    CHECK_FALSE(log.has({Event::kRemedy, {{"remedy", "answer_for_editor"}}}));
    const Json answer{{"applied", false}, {"failureReason", "the user did not want it"}};
    REQUIRE(editor->unanswered().size() == 1);
    editor->respond(Json(editor->unanswered().front()["id"]), answer);
    CHECK(editor->result(id) == answer);
    CHECK(fakes.started() == 1);
    steps::finish(*editor);
}

TEST_CASE("an edit that is never applied does not hold up later requests",
          "[unanswering_editor][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    editor->leave_unanswered("workspace/applyEdit");
    const Json command =
        editor->request("workspace/executeCommand",
                        {{"command", "gopls.add_import"},
                         {"arguments", Json::array({{{"ImportPath", "strings"}, {"URI", uri}}})}});
    editor->wait_until([&] { return !editor->unanswered().empty(); }, "the edit");
    CHECK_FALSE(editor->replied(command));
    steps::expect_definition(*editor, uri, steps::ask_definition(*editor, uri));
    CHECK(editor->await(command).contains("error"));
    const ProxyLog log(sandbox);
    log.expect_order({Event::kStall, {{"verdict", "waiting_on_editor"}}},
                     {Event::kRemedy, {{"remedy", "answer_for_editor"}}});
    log.expect({Event::kEditorMessage, {}, "was not applied"});
    CHECK_FALSE(log.has({Event::kSpawn, {{"generation", 2}}}));
    // Too late for gopls, without harm.
    editor->respond(Json(editor->unanswered().front()["id"]), {{"applied", false}});
    steps::expect_same_text(*editor, sandbox, uri);
    steps::finish(*editor);
}

TEST_CASE("an error is an answer too", "[unanswering_editor][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    Editor editor(support::proxied(sandbox, Target::fake_gopls()));
    editor.leave_unanswered("workspace/configuration");
    editor.start(sandbox.path());
    editor.wait_until([&] { return !editor.unanswered().empty(); }, "the request");
    editor.send_message({{"jsonrpc", "2.0"},
                         {"id", editor.unanswered().front()["id"]},
                         {"error", {{"code", -32601}, {"message", "no such method here"}}}});
    CHECK(editor.call("fake/state", Json::object())["configuration"].is_null());
    steps::finish(editor);
}
