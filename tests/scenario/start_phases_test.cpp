// What the start of gopls consisted of (docs/control.md, "The start of gopls").
#include "core/base/start_phases.hpp"

#include "scenario/steps.hpp"

using namespace scenario;
using core::StartPhase;
using core::StartPhases;

namespace {

/// The first gopls is slow in each phase of its start.
void starts_slowly(World& world) {
    world.gopls(1).hangs_on("initialize");
    world.passes(100ms);
    world.starts(1);
    world.passes(200ms);
    world.editor.leaves_open("workspace/configuration");
    world.editor.initializes();
    world.passes(300ms);
    world.gopls(1).goes_on();
    world.settle();
    world.passes(400ms);
    world.gopls(1).hangs_on("initialized");
    world.editor.notifies("initialized");
    world.gopls(1).asks(1, "workspace/configuration", {{"items", json::array({json::object()})}});
    world.settle();
    world.passes(500ms);
    world.editor.answers("workspace/configuration", json::array({nullptr}));
    world.gopls(1).starts_child({"go", "list", "-e"});
    world.passes(5s);
    world.gopls(1).ends_children();
    world.passes(2s);
    world.gopls(1).goes_on();
    world.settle();
}

json status_of(const World& world) {
    return core::to_json(world.engine.status(world.now));
}

}  // namespace

TEST_CASE("the log says how long each phase of the start took") {
    World world;
    starts_slowly(world);
    const auto loaded = world.events(Event::kLoaded);
    REQUIRE(loaded.size() == 1);
    CHECK(loaded[0].value("after") == "8.5 s");
    CHECK(loaded[0].value("spawn") == "100 ms");
    CHECK(loaded[0].value("initialize") == "300 ms");
    CHECK(loaded[0].value("editor") == "600 ms");
    CHECK(loaded[0].value("configuration") == "500 ms");
    CHECK(loaded[0].value("load") == "7.0 s");
    CHECK(loaded[0].value("go_list") == "5.0 s");
    CHECK(loaded[0].value("go_env") == "0 µs");
    CHECK(loaded[0].sentence.empty());
}

TEST_CASE("the status shows the start of gopls, also before it has ended") {
    World world;
    world.starts(1);
    CHECK(status_of(world).at("active").at("start").at("text") == "");
    const int id = world.editor.initializes();
    REQUIRE(world.editor.has_reply(id));
    world.passes(2s);
    world.gopls(1).hangs_on("initialized");
    world.editor.notifies("initialized");
    CHECK(status_of(world).at("active").at("start").at("text") == "so far: editor 2.0 s");
    const bool asks_early = GENERATE(true, false);
    world.editor.opens(kFile, "package a\n");
    if (asks_early) world.editor.asks(kHover, at(kFile));
    world.passes(3s);
    world.gopls(1).goes_on();
    world.settle();
    // Who asks later does not wait for the start.
    if (!asks_early) world.editor.asks(kHover, at(kFile));
    const json start = status_of(world).at("active").at("start");
    CHECK(start.at("text") == (asks_early ? "5.0 s: editor 2.0 s, load 3.0 s, first answer 5.0 s"
                                          : "5.0 s: editor 2.0 s, load 3.0 s"));
    CHECK(start.at("phases_seconds").at("load") == 3.0);
    CHECK(start.at("slower").empty());
}

TEST_CASE("a start slower than usual for the workspace says which phase") {
    World world;
    StartPhases usual;
    usual[StartPhase::kLoad] = 1s;
    usual[StartPhase::kGoList] = 3s;
    world.usual_start = usual;
    starts_slowly(world);
    const auto loaded = world.events(Event::kLoaded);
    REQUIRE(loaded.size() == 1);
    CHECK(loaded[0].sentence == "the load took 7.0 s, usually 1.0 s");
    const json start = status_of(world).at("active").at("start");
    CHECK(start.at("text").get<std::string>().ends_with("; the load took 7.0 s, usually 1.0 s"));
    CHECK(start.at("slower") ==
          json::array({{{"phase", "load"}, {"seconds", 7.0}, {"usual_seconds", 1.0}}}));
    REQUIRE(world.starts_kept.size() == 1);
    CHECK(world.starts_kept[0].folders == std::vector<std::string>{"/w"});
    CHECK((*world.starts_kept[0].start)[StartPhase::kLoad] == 7s);
}

TEST_CASE("only the first gopls of a session is compared and remembered") {
    World world;
    StartPhases usual;
    usual[StartPhase::kLoad] = 0s;
    world.usual_start = usual;
    world.session_runs();
    deadlocks_and_is_replaced(world);
    CHECK(world.starts_kept.size() == 1);
    for (const Event& loaded : world.events(Event::kLoaded)) CHECK(loaded.sentence.empty());
}
