// Requests of gopls to the editor: ids across generations, registrations, and answers from memory
// behind the gate.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

const json kUnscopedItems = {{"items", json::array({{{"section", "gopls"}}})}};

json registration(const std::string& id, const json& options) {
    return {{"registrations", json::array({{{"id", id},
                                            {"method", "workspace/didChangeWatchedFiles"},
                                            {"registerOptions", options}}})}};
}

/// Like the real gopls: configuration, then the watcher, with the same ids in every process.
void asks_like_gopls(World& world) {
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method != "initialized") return;
        gopls.asks(1, "workspace/configuration", kUnscopedItems);
        gopls.asks(2, "client/registerCapability", registration("watch-0", {{"watchers", "a"}}));
    };
}

}  // namespace

TEST_CASE("ids of the first gopls pass unchanged and those of later ones are mapped both ways") {
    World world;
    world.session_runs();
    world.editor.leaves_open("window/showDocument");
    world.gopls(1).asks("text", "window/showDocument", {{"n", 1}});
    world.settle();
    CHECK(last(world.editor.received, "window/showDocument")->id == "text");
    deadlocks_and_is_replaced(world);

    world.gopls(2).asks(1, "window/showDocument", {{"n", 2}});
    world.gopls(2).asks("text", "window/showDocument", {{"n", 3}});
    world.settle();
    const json id = last(world.editor.received, "window/showDocument")->id;
    CHECK(id.is_number_integer());
    // The oldest open request is the old server's; its answer is dropped.
    world.editor.answers("window/showDocument", "late");
    CHECK(world.gopls(2).answer_to("text") == nullptr);
    world.editor.answers("window/showDocument", "two");
    world.editor.refuses("window/showDocument");
    REQUIRE(world.gopls(2).answer_to(1));
    CHECK(world.gopls(2).answer_to(1)->at("result") == "two");
    REQUIRE(world.gopls(2).answer_to("text"));
    CHECK(world.gopls(2).answer_to("text")->contains("error"));
}

TEST_CASE("a standby is answered from memory and the editor sees none of its requests") {
    World world;
    asks_like_gopls(world);
    world.session_runs();
    world.passes(1s);
    const std::size_t asked = world.editor.count("workspace/configuration");
    REQUIRE(asked == 1);
    world.gopls(1).hangs_on(kHover);
    later_servers_hang_on(world, "textDocument/didOpen");
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    world.editor.asks(kHover, at(kFile));
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    REQUIRE(world.gopls(2).answer_to(1));
    CHECK(world.gopls(2).answer_to(1)->at("result") == json::array({world.editor.settings}));
    REQUIRE(world.gopls(2).answer_to(2));
    const std::size_t told = world.editor.received.size();
    world.gopls(2).notifies("window/logMessage", {{"type", 3}, {"message", "x"}});
    world.gopls(2).notifies("window/showMessage", {{"type", 1}, {"message", "x"}});
    world.gopls(2).asks(3, "window/showDocument", {{"uri", "x"}});
    world.gopls(2).asks(4, "workspace/applyEdit", json::object());
    world.gopls(2).asks(5, "some/unknown", json::object());
    world.gopls(2).asks(6, "workspace/workspaceFolders", json());
    world.settle();
    CHECK(world.editor.received.size() == told);
    CHECK(world.gopls(2).answer_to(3)->at("result") == json{{"success", false}});
    CHECK(world.gopls(2).answer_to(4)->at("result") == json{{"applied", false}});
    CHECK(world.gopls(2).answer_to(5)->contains("error"));
    CHECK(world.gopls(2).answer_to(6)->at("result").at(0).at("uri") == "file:///w");
}

TEST_CASE("a standby's request that the editor never answered before goes to the editor") {
    World world;
    world.session_runs();
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method == "initialized")
            gopls.asks(1, "workspace/configuration", kUnscopedItems);
    };
    deadlocks_and_is_replaced(world);
    REQUIRE(world.editor.count("workspace/configuration") == 1);
    REQUIRE(world.gopls(2).answer_to(1));
    CHECK(world.gopls(2).answer_to(1)->at("result") == json::array({world.editor.settings}));
}

TEST_CASE("after a change of configuration a standby's request goes to the editor again") {
    World world;
    asks_like_gopls(world);
    world.session_runs();
    world.passes(1s);
    REQUIRE(world.editor.count("workspace/configuration") == 1);
    world.editor.settings = {{"gofumpt", false}};
    world.editor.notifies("workspace/didChangeConfiguration", {{"settings", json::object()}});
    deadlocks_and_is_replaced(world);
    CHECK(world.editor.count("workspace/configuration") == 2);
    REQUIRE(world.gopls(2).answer_to(1));
    CHECK(world.gopls(2).answer_to(1)->at("result") == json::array({world.editor.settings}));

    // The next standby gets this answer from memory.
    deadlocks_and_is_replaced(world);
    CHECK(world.editor.count("workspace/configuration") == 2);
    REQUIRE(world.gopls(3).answer_to(1));
    CHECK(world.gopls(3).answer_to(1)->at("result") == json::array({world.editor.settings}));
}

TEST_CASE("a registration equal to the old gopls's is not repeated") {
    World world;
    asks_like_gopls(world);
    world.session_runs();
    world.passes(1s);
    REQUIRE(world.editor.count("client/registerCapability") == 1);
    SECTION("after a stall") {
        deadlocks_and_is_replaced(world);
    }
    SECTION("after a death") {
        world.dies(1, {0, 9});
    }
    world.passes(10s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.count("client/registerCapability") == 1);
    CHECK(world.editor.count("client/unregisterCapability") == 0);

    // gopls 2 takes its registration back and makes another, under ids that the editor knows.
    world.gopls(2).asks(
        3, "client/unregisterCapability",
        {{"unregisterations",
          json::array({{{"id", "watch-0"}, {"method", "workspace/didChangeWatchedFiles"}}})}});
    world.settle();
    CHECK(world.editor.registrations_live.empty());
    world.gopls(2).asks(4, "client/registerCapability", registration("watch-0", {{"x", 2}}));
    world.settle();
    CHECK(world.editor.registrations_live.size() == 1);
}

TEST_CASE("a registration that differs replaces the old one under another id") {
    World world;
    asks_like_gopls(world);
    world.session_runs();
    world.passes(1s);
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method != "initialized") return;
        gopls.asks(2, "client/registerCapability", registration("watch-0", {{"watchers", "b"}}));
    };
    deadlocks_and_is_replaced(world);
    CHECK(world.editor.count("client/unregisterCapability") == 1);
    CHECK(world.editor.count("client/registerCapability") == 2);
    REQUIRE(world.editor.registrations_live.size() == 1);
    CHECK(world.editor.registrations_live.begin()->first != "watch-0");
}

TEST_CASE("a configuration that the editor owes a dead gopls is not passed to the next one") {
    World world;
    world.session_runs();
    world.editor.leaves_open("workspace/configuration");
    world.gopls(1).asks_and_waits(1, "workspace/configuration", kUnscopedItems);
    world.settle();
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method == "initialized") {
            gopls.asks_and_waits(1, "workspace/configuration", kUnscopedItems);
        }
    };
    const int hover = world.editor.asks(kHover, at(kFile));
    world.dies(1, {0, 9});
    REQUIRE(world.active() == 2);
    world.editor.answers("workspace/configuration", json::array({"for the first"}));
    CHECK(world.gopls(2).answer_to(1) == nullptr);
    world.editor.answers("workspace/configuration", json::array({"for the second"}));
    REQUIRE(world.gopls(2).answer_to(1));
    CHECK(world.gopls(2).answer_to(1)->at("result") == json::array({"for the second"}));
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("a registration that the editor has not answered at the switch is not repeated") {
    World world;
    world.editor.leaves_open("client/registerCapability");
    asks_like_gopls(world);
    world.session_runs();
    world.passes(1s);
    REQUIRE(world.editor.open_requests("client/registerCapability") == 1);
    world.dies(1, {0, 9});
    world.passes(5s);
    REQUIRE(world.active() == 2);
    REQUIRE(world.gopls(2).answer_to(2));
    world.editor.answers("client/registerCapability", nullptr);
    world.passes(5s);
    CHECK(world.editor.count("client/registerCapability") == 1);
    CHECK(world.editor.count("client/unregisterCapability") == 0);
    CHECK(count(world.gopls(2).received, "") == 2);  // its own two requests only
}

TEST_CASE("refreshes are requested only if the editor has announced them") {
    World world;
    const bool announced = GENERATE(true, false);
    if (announced) {
        world.editor.capabilities["workspace"]["semanticTokens"] = {{"refreshSupport", true}};
        world.editor.capabilities["workspace"]["inlayHint"] = {{"refreshSupport", false}};
        world.editor.capabilities["workspace"]["codeLens"] = json::object();
    }
    world.session_runs();
    deadlocks_and_is_replaced(world);
    CHECK(world.editor.count("workspace/semanticTokens/refresh") == (announced ? 1U : 0U));
    CHECK(world.editor.count("workspace/inlayHint/refresh") == 0);
    CHECK(world.editor.count("workspace/codeLens/refresh") == 0);
    CHECK(world.editor.count("workspace/diagnostic/refresh") == 0);
}
