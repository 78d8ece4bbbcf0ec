// Commands have effects, so each runs once. A command in flight when gopls is replaced is not run
// again, and its edit is not applied again.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

const json kEdit = {{"label", "x"}, {"edit", {{"changes", json::object()}}}};

/// A command of the active server has requested an edit and waits for the answer.
int command_asks_for_edit(World& world) {
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method != "workspace/executeCommand") return;
        gopls.asks(1, "workspace/applyEdit", kEdit);
    };
    world.gopls(1).hangs_on("workspace/executeCommand");
    const int command =
        world.editor.asks("workspace/executeCommand", {{"command", "gopls.add_import"}});
    world.gopls(1).asks(1, "workspace/applyEdit", kEdit);
    world.settle();
    REQUIRE(world.editor.count("workspace/applyEdit") == 1);
    return command;
}

}  // namespace

TEST_CASE("an edit in progress when gopls dies is applied once") {
    World world;
    const int command = command_asks_for_edit(world);
    world.dies(1, {0, 9});
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(command).error_code() == kServerCancelled);

    // The next gopls requests an edit of its own, under the same id.
    const int second = world.editor.asks("workspace/executeCommand", {{"command", "gopls.tidy"}});
    world.settle();
    REQUIRE(world.editor.count("workspace/applyEdit") == 2);
    world.editor.answers("workspace/applyEdit", {{"applied", true}});
    CHECK(world.gopls(2).answer_to(1) == nullptr);
    world.editor.answers("workspace/applyEdit", {{"applied", false}});
    REQUIRE(world.gopls(2).answer_to(1));
    CHECK(world.gopls(2).answer_to(1)->at("result") == json{{"applied", false}});
    CHECK(world.editor.has_reply(second));

    const Message* run = last(world.gopls(2).received, "workspace/executeCommand");
    REQUIRE(run);
    CHECK(run->id == second);
    CHECK(count(world.gopls(2).received, "workspace/executeCommand") == 1);
}

TEST_CASE("a command in flight at a switch is not run again and gets a cancellation error") {
    World world;
    world.session_runs();
    // gopls runs one in its queue, and the other beside it.
    const auto name = GENERATE(as<std::string>(), "gopls.tidy", "gopls.run_tests");
    world.gopls(1).hangs_on("workspace/executeCommand");
    world.gopls(1).hangs_on(kHover);
    const int command = world.editor.asks("workspace/executeCommand", {{"command", name}});
    const int hover = world.editor.asks(kHover, at(kFile));
    if (GENERATE(true, false)) {
        world.passes(10s);
    } else {
        world.dies(1, {0, 9});
    }
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(command).error_code() == kServerCancelled);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK_FALSE(world.gopls(2).got("workspace/executeCommand"));
}
