// Uncertain texts. While the text of a document is uncertain, the proxy ends no living gopls,
// whatever the reason would be.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// The texts differ from here on.
void loses_track(World& world) {
    world.compares_texts = false;
    types_nonsense(world);
}

void makes_whole(World& world) {
    world.editor.replaces_text(kFile, "package whole\n");
    world.compares_texts = true;
    world.passes(2s);
}

std::vector<std::string> popups(const World& world) {
    std::vector<std::string> texts;
    for (const Message& message : world.editor.received) {
        if (message.method == "window/showMessage") texts.push_back(message.params().at("message"));
    }
    return texts;
}

/// A second stall, whose replacement is delayed.
void replacement_is_planned(World& world) {
    world.editor.opens(kFile, "package a\n");
    deadlocks_and_is_replaced(world);
    world.passes(3s);
    deadlocks(world);
    world.passes(5s);
    REQUIRE(world.logged({Event::kReplacementPlanned}));
    REQUIRE(world.newest() == 2);
}

}  // namespace

TEST_CASE("a requested restart is dropped if a text becomes uncertain and the user is told") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    later_servers_hang_on(world, "initialized");
    world.editor.asks("workspace/executeCommand", {{"command", "gopls-proxy.restart"}});
    REQUIRE(world.standby() == 2);
    loses_track(world);
    CHECK(world.active() == 1);
    CHECK(world.gopls(2).ended);
    REQUIRE(popups(world).size() == 1);
    CHECK(popups(world)[0].find("not replaced as requested") != std::string::npos);
    CHECK(popups(world)[0].find("open it again") != std::string::npos);
    world.passes(1min);
    CHECK(world.newest() == 2);
}

TEST_CASE("the return to the network waits until the text is certain") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    go_list_waits_for_network(world.gopls(1));
    deadlocks(world);
    world.passes(26s);
    REQUIRE(world.active() == 2);
    later_servers_hang_on(world, "initialized");
    world.passes(2min);
    REQUIRE(world.standby() == 3);
    loses_track(world);
    CHECK(world.gopls(3).ended);
    world.passes(10min);
    CHECK(world.active() == 2);
    CHECK(world.newest() == 3);
    world.on_spawn = {};
    makes_whole(world);
    world.passes(10min);
    CHECK(world.active() == 4);
}

TEST_CASE("while gopls does not read it is kept and the editor is paused") {
    constexpr std::size_t kMost = 1 << 20;
    core::Settings settings;
    settings.max_queue_bytes = kMost;
    World world(settings);
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    loses_track(world);
    world.gopls(1).reads = false;
    world.has_not_read(1, kMost + 1);
    REQUIRE(world.editor_pauses.back().paused);
    for (int minute = 0; minute < 3; ++minute) {
        world.passes(1min);
        world.has_not_read(1, kMost + 1);
    }
    CHECK(world.active() == 1);
    CHECK(world.newest() == 1);
    world.has_not_read(1, 0);
    CHECK_FALSE(world.editor_pauses.back().paused);
    CHECK(world.active() == 1);
}

TEST_CASE("garbage is skipped up to the next message") {
    const auto garbage = GENERATE(as<std::string>(), "fatal: something\r\n\r\n",
                                  "Content-Length: nonsense\r\n\r\n", "\n", "Content-Content-L\n");
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    loses_track(world);
    world.gopls(1).writes(garbage);
    SECTION("the message follows in the same read") {}
    SECTION("the message comes later") {
        world.settle();
    }
    const int hover = world.editor.asks(kHover, at(kFile));
    CHECK(world.editor.reply(hover).result().at("from") == 1);
    CHECK(world.logged({Event::kGarbage}));
    world.passes(1min);
    CHECK(world.newest() == 1);
    SECTION("once the text is certain garbage leads to a replacement") {
        makes_whole(world);
        world.gopls(1).writes(garbage);
        world.passes(10s);
        CHECK(world.active() == 2);
        CHECK(world.gopls(2).texts == world.editor.texts);
    }
}

TEST_CASE("messages before the garbage in the same read are forwarded whole") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    loses_track(world);
    const std::string text(2000, 'x');
    for (int i = 0; i < 3; ++i) {
        world.gopls(1).notifies("window/logMessage", {{"type", 3}, {"message", text}});
        world.gopls(1).writes("garbage\n");
    }
    world.settle();
    CHECK(world.editor.count("window/logMessage") == 3);
    CHECK(last(world.editor.received, "window/logMessage")->params().at("message") == text);
}

TEST_CASE("a header that arrives in pieces behind garbage is found") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    loses_track(world);
    world.gopls(1).writes("no header\nContent-Le");
    world.settle();
    world.gopls(1).writes("ngth: 54\r\n\r\n");
    world.gopls(1).writes(R"({"jsonrpc":"2.0","method":"window/logMessage","par":1})");
    world.settle();
    CHECK(world.editor.count("window/logMessage") == 1);
    CHECK(world.active() == 1);
}

TEST_CASE("a standby that waits for the living gopls's lock does not take over") {
    World world;
    world.session_runs();
    replacement_is_planned(world);
    const int holder = world.gopls(2).starts_child({"go", "list", "./..."}).ref.pid;
    world.on_spawn = [holder](Gopls& gopls) {
        gopls.hangs_on("initialize");
        core::Process& go = gopls.starts_child({"go", "list", "./..."});
        go.waits_for_lock_of = holder;
    };
    loses_track(world);
    world.passes(40s);
    REQUIRE(world.newest() == 3);
    CHECK(world.active() == 2);
    CHECK_FALSE(world.gopls(2).ended);
}

TEST_CASE("a replacement with other capabilities does not end the session") {
    World world;
    world.session_runs();
    replacement_is_planned(world);
    world.on_spawn = [](Gopls& gopls) {
        gopls.initialize_result["capabilities"]["positionEncoding"] = "utf-8";
    };
    loses_track(world);
    world.passes(40s);
    REQUIRE(world.newest() == 3);
    CHECK(world.gopls(3).ended);
    CHECK(world.active() == 2);
    CHECK_FALSE(world.exit_code);
}
