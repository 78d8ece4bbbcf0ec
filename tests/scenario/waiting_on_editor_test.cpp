// gopls waits for an answer that the editor does not send.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

const json kItems = {{"items", json::array({{{"scopeUri", "file:///w"}, {"section", "gopls"}}})}};

/// gopls requests the configuration twice, and the editor answers only the first time.
int asks_for_configuration_in_vain(World& world) {
    world.session_runs();
    world.gopls(1).asks(1, "workspace/configuration", kItems);
    world.settle();
    world.editor.leaves_open("workspace/configuration");
    world.gopls(1).asks_and_waits(2, "workspace/configuration", kItems);
    world.settle();
    return world.editor.asks(kHover, at(kFile));
}

}  // namespace

TEST_CASE("after the window gopls gets the editor's previous configuration") {
    World world;
    const int hover = asks_for_configuration_in_vain(world);
    world.passes(29s);
    CHECK(world.gopls(1).answer_to(2) == nullptr);
    CHECK(world.logged({Event::kLook, {{"verdict", "waiting_on_editor"}}}));

    world.passes(2s);
    REQUIRE(world.gopls(1).answer_to(2));
    CHECK(world.gopls(1).answer_to(2)->at("result") == json::array({world.editor.settings}));
    CHECK(world.editor.has_reply(hover));
    CHECK(world.newest() == 1);
}

TEST_CASE("a real configuration that arrives later is forwarded as a change") {
    World world;
    asks_for_configuration_in_vain(world);
    world.passes(31s);
    const json late = {{"gofumpt", false}};
    world.editor.answers("workspace/configuration", json::array({late}));
    REQUIRE(world.gopls(1).got("workspace/didChangeConfiguration"));
    // On a change gopls asks again, and is answered at once.
    const std::size_t asked = world.editor.count("workspace/configuration");
    world.gopls(1).asks(3, "workspace/configuration", kItems);
    world.settle();
    REQUIRE(world.gopls(1).answer_to(3));
    CHECK(world.gopls(1).answer_to(3)->at("result") == json::array({late}));
    CHECK(world.editor.count("workspace/configuration") == asked);
}

TEST_CASE("after the window requests without a previous answer are answered with null") {
    World world;
    world.session_runs();
    const auto method =
        GENERATE(as<std::string>(), "workspace/configuration", "client/registerCapability",
                 "client/unregisterCapability", "window/workDoneProgress/create");
    world.editor.leaves_open(method);
    const json params =
        method == "workspace/configuration"       ? kItems
        : method == "client/registerCapability"   ? json{{"registrations", json::array()}}
        : method == "client/unregisterCapability" ? json{{"unregisterations", json::array()}}
                                                  : json{{"token", "t"}};
    world.gopls(1).asks_and_waits(9, method, params);
    world.settle();
    const int hover = world.editor.asks(kHover, at(kFile));
    world.passes(32s);
    REQUIRE(world.gopls(1).answer_to(9));
    const json expected = method == "workspace/configuration" ? json::array({nullptr}) : json();
    CHECK(world.gopls(1).answer_to(9)->at("result") == expected);
    CHECK(world.editor.has_reply(hover));
    CHECK(world.newest() == 1);
}

TEST_CASE("a standby that waits for the configuration gets the previous one as well") {
    World world;
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method == "initialized")
            gopls.asks_and_waits(1, "workspace/configuration", kItems);
    };
    world.session_runs();
    world.passes(1s);
    world.editor.notifies("workspace/didChangeConfiguration", {{"settings", json::object()}});
    world.editor.leaves_open("workspace/configuration");
    const int hover = deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    CHECK(world.gopls(2).answer_to(1) == nullptr);
    world.passes(28s);
    CHECK(world.gopls(2).answer_to(1) == nullptr);
    world.passes(3s);
    REQUIRE(world.gopls(2).answer_to(1));
    CHECK(world.gopls(2).answer_to(1)->at("result") == json::array({world.editor.settings}));
    CHECK(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);

    world.editor.answers("workspace/configuration", json::array({{{"gofumpt", false}}}));
    CHECK(count(world.gopls(2).received, "workspace/didChangeConfiguration") == 2);
}

TEST_CASE("a user may take any time to answer an edit or a question") {
    World world;
    world.session_runs();
    const auto method =
        GENERATE(as<std::string>(), "workspace/applyEdit", "window/showMessageRequest");
    world.gopls(1).hangs_on("workspace/executeCommand");
    const int command =
        world.editor.asks("workspace/executeCommand", {{"command", "gopls.add_import"}});
    world.gopls(1).asks(5, method, json::object());
    world.passes(method == "workspace/applyEdit" ? Duration(1h) : Duration(14s));
    CHECK(world.gopls(1).answer_to(5) == nullptr);
    CHECK(world.newest() == 1);

    world.editor.answers(method, {{"applied", true}});
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.gopls(1).answer_to(5)->at("result") == json{{"applied", true}});
    CHECK(world.editor.has_reply(command));
}

TEST_CASE("an unanswered edit is answered by the proxy once requests wait behind it") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.gopls(1).hangs_on("workspace/executeCommand");
    const int command =
        world.editor.asks("workspace/executeCommand", {{"command", "gopls.add_import"}});
    world.gopls(1).asks(5, "workspace/applyEdit", json::object());
    world.passes(1h);
    world.editor.replaces_text(kFile, "package a // typed on\n");
    world.passes(1h);  // no request waits for the result
    CHECK(world.gopls(1).answer_to(5) == nullptr);
    const int hover = world.editor.asks(kHover, at(kFile));
    world.passes(29s);
    CHECK(world.gopls(1).answer_to(5) == nullptr);
    CHECK(world.editor.count("window/showMessage") == 0);

    world.passes(2s);
    REQUIRE(world.gopls(1).answer_to(5));
    const json result = world.gopls(1).answer_to(5)->at("result");
    CHECK(result.at("applied") == false);
    CHECK_FALSE(result.at("failureReason").get<std::string>().empty());
    CHECK(world.editor.count("window/showMessage") == 1);
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.has_reply(command));
    CHECK(world.editor.has_reply(hover));
    CHECK(world.newest() == 1);

    // Too late: the proxy has answered.
    const std::size_t got = world.gopls(1).received.size();
    world.editor.answers("workspace/applyEdit", {{"applied", true}});
    world.settle();
    CHECK(world.gopls(1).received.size() == got);
}

TEST_CASE("a message box is answered by the proxy if requests wait longer than the window") {
    core::Settings settings;
    settings.stall.editor_window = 8s;
    World world(settings);
    world.session_runs();
    world.gopls(1).asks_and_waits(5, "window/showMessageRequest", json::object());
    world.passes(1s);
    const int hover = world.editor.asks(kHover, at(kFile));  // no request is in front of it
    world.passes(10s);
    REQUIRE(world.gopls(1).answer_to(5));
    CHECK(world.gopls(1).answer_to(5)->at("result").is_null());
    CHECK(world.editor.has_reply(hover));
}

TEST_CASE("a message box left open does not hide a deadlock") {
    // gopls waits for it for 15 s at most (docs/gopls-facts.md, "Queue").
    World world;
    world.session_runs();
    world.gopls(1).asks(5, "window/showMessageRequest", {{"type", 1}, {"message", "?"}});
    world.passes(10min);
    deadlocks(world);
    world.passes(30s);
    CHECK(world.active() == 2);
}

TEST_CASE("an edit that waits for a user does not hide another answer that the editor owes") {
    World world;
    world.session_runs();
    world.editor.leaves_open("workspace/configuration");
    world.gopls(1).asks(5, "workspace/applyEdit", json::object());
    world.passes(1s);
    world.gopls(1).asks_and_waits(6, "workspace/configuration", kItems);
    world.settle();
    const int hover = world.editor.asks(kHover, at(kFile));
    world.passes(40s);
    CHECK(world.gopls(1).answer_to(6) != nullptr);
    CHECK(world.editor.has_reply(hover));
}

TEST_CASE("progress of a token that the proxy confirmed waits until the editor has created it") {
    World world;
    world.session_runs();
    const json params = {{"token", "t"}};
    const auto progress = [](const char* kind) {
        return json{{"token", "t"}, {"value", {{"kind", kind}, {"title", "x"}}}};
    };
    world.editor.leaves_open("window/workDoneProgress/create");
    world.gopls(1).asks_and_waits(1, "window/workDoneProgress/create", params);
    world.settle();
    world.editor.asks(kHover, at(kFile));
    world.passes(31s);
    REQUIRE(world.gopls(1).answer_to(1));
    world.gopls(1).notifies("$/progress", progress("begin"));
    world.settle();
    CHECK(world.editor.progress_open.empty());

    SECTION("the editor creates it late") {
        world.editor.answers("window/workDoneProgress/create", nullptr);
        CHECK(world.editor.progress_open.size() == 1);
        world.gopls(1).notifies("$/progress", progress("end"));
        world.settle();
        CHECK(world.editor.progress_open.empty());
    }
    SECTION("the editor refuses it late") {
        world.editor.refuses("window/workDoneProgress/create");
        world.gopls(1).notifies("$/progress", progress("end"));
        world.settle();
        CHECK(world.editor.count("$/progress") == 0);
    }
}
