// Diagnostics across a switch: the new server's replace those of the old one, and those that only
// the old server reported are cleared.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

json diagnostics(const std::string& uri, const std::vector<std::string>& messages) {
    json list = json::array();
    for (const std::string& message : messages) list.push_back({{"message", message}});
    return {{"uri", uri}, {"diagnostics", list}};
}

void publishes(World& world, Generation generation, const std::string& uri,
               const std::vector<std::string>& messages) {
    world.gopls(generation).notifies("textDocument/publishDiagnostics", diagnostics(uri, messages));
    world.settle();
}

const std::string kGone = "file:///w/gone.go";

}  // namespace

TEST_CASE("a standby's diagnostics are held until it takes over; only the newest are delivered") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    publishes(world, 2, kFile, {"first"});
    publishes(world, 2, kFile, {"second"});
    CHECK(world.editor.count("textDocument/publishDiagnostics") == 0);
    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.editor.diagnostics_of(kFile) == std::vector<std::string>{"second"});
    CHECK(world.editor.count("textDocument/publishDiagnostics") == 1);
}

TEST_CASE("diagnostics of the old gopls alone are cleared once the new one has settled") {
    World world;
    world.session_runs();
    publishes(world, 1, kGone, {"old"});
    publishes(world, 1, kFile, {"old"});
    world.gopls(1).hangs_on(kHover);
    SECTION("after a stall") {
        world.editor.asks(kHover, at(kFile));
        world.passes(5s);
    }
    SECTION("after a death") {
        world.dies(1, {0, 9});
    }
    REQUIRE(world.active() == 2);
    world.passes(2s);
    CHECK(world.editor.diagnostics_of(kGone) == std::vector<std::string>{"old"});
    // The new gopls still publishes, so it has not settled.
    publishes(world, 2, kFile, {"new"});
    world.passes(2s);
    CHECK(world.editor.diagnostics_of(kGone) == std::vector<std::string>{"old"});
    world.passes(2s);
    CHECK(world.editor.diagnostics_of(kGone).empty());
    CHECK(world.editor.diagnostics_of(kFile) == std::vector<std::string>{"new"});
}

TEST_CASE("empty diagnostics are not cleared again") {
    World world;
    world.session_runs();
    publishes(world, 1, kGone, {"old"});
    publishes(world, 1, kGone, {});
    deadlocks_and_is_replaced(world);
    world.passes(1min);
    CHECK(world.editor.count("textDocument/publishDiagnostics") == 2);
}

TEST_CASE("old diagnostics stay while the new gopls works and has not settled") {
    World world;
    world.session_runs();
    publishes(world, 1, kGone, {"old"});
    world.dies(1, {0, 9});
    REQUIRE(world.active() == 2);
    works(world.gopls(2));
    world.gopls(2).hangs_on(kHover);
    world.editor.asks(kHover, at(kFile));
    world.passes(1min);
    CHECK(world.editor.diagnostics_of(kGone) == std::vector<std::string>{"old"});
    world.gopls(2).goes_on();
    world.passes(4s);
    CHECK(world.editor.diagnostics_of(kGone).empty());
}
