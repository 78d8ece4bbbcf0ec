// The time before the session runs: editors that send messages before `initialize` or
// `initialized`, and servers that are replaced meanwhile.
#include "lsp/message.hpp"
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

std::vector<std::string> methods(const Gopls& gopls) {
    std::vector<std::string> all;
    for (const Message& message : gopls.received) {
        if (!message.is_probe()) all.push_back(message.method);
    }
    return all;
}

}  // namespace

TEST_CASE("a request before initialize waits for the gopls that replaces a dead one") {
    World world;
    world.dies(1, {1, 0});
    REQUIRE(world.newest() == 2);
    world.editor.sends(request("early", kHover, at(kFile)));
    CHECK(world.gopls(2).received.empty());

    const int initialize = world.editor.initializes();
    REQUIRE(world.editor.has_reply(initialize));
    CHECK_FALSE(world.gopls(2).got(kHover));
    world.editor.notifies("$/setTrace", {{"value", "off"}});
    world.editor.notifies("initialized");
    CHECK(methods(world.gopls(2)) ==
          std::vector<std::string>{"initialize", "initialized", "$/setTrace", kHover});
    CHECK(world.editor.received.back().id == "early");
    CHECK_FALSE(world.editor.waits());
}

TEST_CASE("a request before initialize may be cancelled while it waits") {
    World world;
    world.dies(1, {1, 0});
    world.editor.sends(request("early", kHover, at(kFile)));
    world.editor.notifies("$/cancelRequest", {{"id", "early"}});
    REQUIRE_FALSE(world.editor.waits());
    CHECK(world.editor.received.back().error_code() == -32800);
    world.session_runs();
    CHECK_FALSE(world.gopls(2).got(kHover));
}

TEST_CASE("an editor may send a second initialize after a later gopls refused the first") {
    World world;
    later_servers_hang_on(world, "initialize");
    world.dies(1, {1, 0});
    REQUIRE(world.newest() == 2);
    const auto asked = [&] {
        const Message* initialize = last(world.gopls(2).received, "initialize");
        REQUIRE(initialize);
        return initialize->id;
    };
    const int first = world.editor.initializes();
    world.gopls(2).writes(
        lsp::error_reply(asked().dump(), lsp::ErrorCode::kRequestFailed, "no such folder"));
    world.settle();
    REQUIRE(world.editor.reply(first).error_code() != 0);
    CHECK_FALSE(world.exit_code);

    const int second = world.editor.initializes();
    REQUIRE(count(world.gopls(2).received, "initialize") == 2);
    world.gopls(2).writes(reply(asked(), world.gopls(2).initialize_result));
    world.settle();
    CHECK(world.editor.reply(second).result().contains("capabilities"));
    world.gopls(2).goes_on();
    world.editor.notifies("initialized");
    CHECK(world.gopls(2).got("initialized"));
    CHECK(world.editor.count("") == 2);
}

TEST_CASE("notifications between initialize and initialized reach a later gopls once") {
    World world;
    if (GENERATE(true, false)) {
        world.editor.initializes();
        world.dies(1, {0, 9});
    } else {
        world.gopls(1).hangs_on("initialize");
        world.editor.initializes();
        world.passes(21s);
    }
    REQUIRE(world.active() == 2);
    world.editor.notifies("$/setTrace", {{"value", "off"}});
    world.editor.opens(kFile, "package a\n");
    world.editor.types(kFile, {{0, 8}, {0, 9}}, "b");
    const int hover = world.editor.asks(kHover, at(kFile));
    CHECK(methods(world.gopls(2)) == std::vector<std::string>{"initialize"});

    world.editor.notifies("initialized");
    CHECK(methods(world.gopls(2)) == std::vector<std::string>{"initialize", "initialized",
                                                              "$/setTrace", "textDocument/didOpen",
                                                              kHover});
    CHECK(world.gopls(2).texts == world.editor.texts);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("no message box appears before the editor has sent initialize") {
    World world;
    world.editor.opens(kFile, "package a\n");
    const core::ExitStatus panic{
        2, 0, "panic: runtime error: index out of range\n\ngoroutine 9 [running]:\n"};
    world.dies(1, panic);
    world.passes(40s);
    world.dies(2, panic);
    world.passes(40s);
    REQUIRE(world.active() == 3);
    REQUIRE(world.logged({Event::kEditorMessage, {}, "gopls crashed twice on " + kFile}));
    CHECK(world.editor.received.empty());

    world.compares_texts = false;
    world.session_runs();
    CHECK_FALSE(world.gopls(3).got("textDocument/didOpen"));
}

TEST_CASE("a standby started before initialize is initialized together with the first server") {
    World world;
    world.gopls(1).hangs_on(kHover);
    world.editor.sends(request("early", kHover, at(kFile)));
    world.passes(21s);
    REQUIRE(world.standby() == 2);
    const int initialize = world.editor.initializes();
    CHECK(world.gopls(2).got("initialize"));
    CHECK(world.editor.has_reply(initialize));
    CHECK(world.active() == 2);
}

TEST_CASE("a standby that refuses initialize does not replace the gopls hanging in it") {
    World world;
    world.on_spawn = [](Gopls& gopls) {
        if (gopls.start.generation == 2) gopls.refuses("initialize");
    };
    world.gopls(1).hangs_on("initialize");
    const int initialize = world.editor.initializes();
    world.passes(21s);
    REQUIRE(world.has_gopls(2));
    CHECK(world.gopls(2).ended);
    world.passes(1min);
    CHECK(world.editor.reply(initialize).error_code() == 0);
    CHECK(world.active() > 2);
}

TEST_CASE("an editor need not wait for the reply to initialize") {
    World world;
    world.gopls(1).hangs_on("initialize");
    const int initialize = world.editor.initializes();
    world.editor.notifies("initialized", json::object());
    world.editor.opens("file:///w/a.go", "package a\n");
    SECTION("gopls answers: the session runs as usual") {
        world.gopls(1).goes_on();
    }
    SECTION("gopls dies before it answers") {
        world.dies(1, {0, 9});
    }
    world.passes(10s);
    CHECK(world.editor.reply(initialize).error_code() == 0);
    CHECK(count(world.gopls(world.active()).received, "initialized") == 1);
    CHECK(world.gopls(world.active()).texts == world.editor.texts);
    world.dies(world.active(), {0, 9});
    world.passes(30s);
    CHECK(world.gopls(world.active()).texts == world.editor.texts);
}

TEST_CASE("an editor may send everything up to exit without waiting for a reply") {
    World world;
    world.gopls(1).hangs_on("initialize");
    const int initialize = world.editor.initializes();
    world.editor.notifies("initialized", json::object());
    world.editor.opens("file:///w/a.go", "package a\n");
    const int hover = world.editor.asks("textDocument/hover", at("file:///w/a.go"));
    const int shutdown = world.editor.asks("shutdown", json());
    world.editor.notifies("exit", json());
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.reply(initialize).result().contains("capabilities"));
    CHECK(world.editor.reply(hover).result().at("from") == 1);
    CHECK(world.editor.reply(shutdown).result().is_null());
    CHECK(world.exit_code == 0);
}
