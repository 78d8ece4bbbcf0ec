// Progress across a switch: the proxy ends the old gopls's progress and shows the new one's, each
// exactly once. The editor model checks the pairs.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

json progress(const char* kind) {
    return {{"token", "load"}, {"value", {{"kind", kind}, {"title", "Loading"}}}};
}

/// Each gopls begins progress when it is initialized.
void script_of_gopls(World& world) {
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method != "initialized") return;
        gopls.asks(1, "window/workDoneProgress/create", {{"token", "load"}});
        gopls.notifies("$/progress", progress("begin"));
    };
}

std::size_t times(const World& world, const char* kind) {
    return static_cast<std::size_t>(std::count_if(
        world.editor.received.begin(), world.editor.received.end(), [&](const Message& m) {
            return m.method == "$/progress" && m.params().at("token") == "load" &&
                   m.params().at("value").at("kind") == kind;
        }));
}

/// The second gopls has begun progress that the editor has not created yet.
void is_replaced_while_nothing_is_created(World& world) {
    script_of_gopls(world);
    world.session_runs();
    world.settle();
    world.editor.leaves_open("window/workDoneProgress/create");
    deadlocks_and_is_replaced(world);
}

void creates_all(World& world) {
    while (world.editor.open_requests("window/workDoneProgress/create") > 0) {
        world.editor.answers("window/workDoneProgress/create", nullptr);
    }
}

}  // namespace

TEST_CASE("the old gopls's progress is ended and the new one's is created and then begun") {
    World world;
    script_of_gopls(world);
    world.session_runs();
    world.settle();
    REQUIRE(times(world, "begin") == 1);
    world.editor.leaves_open("window/workDoneProgress/create");
    deadlocks_and_is_replaced(world);
    CHECK(times(world, "end") == 1);
    CHECK(times(world, "begin") == 1);

    // The proxy requested its own item first.
    creates_all(world);
    CHECK(times(world, "begin") == 2);
    world.gopls(2).notifies("$/progress", progress("end"));
    world.settle();
    CHECK(times(world, "end") == 2);
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("progress that ends before the editor has created it is begun and ended once") {
    World world;
    is_replaced_while_nothing_is_created(world);
    world.gopls(2).notifies("$/progress", progress("report"));
    world.gopls(2).notifies("$/progress", progress("end"));
    world.settle();
    creates_all(world);
    CHECK(times(world, "begin") == 2);
    CHECK(times(world, "end") == 2);
    SECTION("also if its server is replaced later") {
        world.script = {};
        deadlocks_and_is_replaced(world);
        CHECK(times(world, "end") == 2);
    }
}

TEST_CASE("progress is never shown if it and its server end before the editor has created it") {
    World world;
    is_replaced_while_nothing_is_created(world);
    world.gopls(2).notifies("$/progress", progress("end"));
    world.settle();
    world.script = {};
    world.dies(2, {0, 9});
    world.passes(10s);
    creates_all(world);
    CHECK(times(world, "begin") == 1);
    CHECK(times(world, "end") == 1);
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("progress that the editor refuses to create is not shown") {
    World world;
    is_replaced_while_nothing_is_created(world);
    while (world.editor.open_requests("window/workDoneProgress/create") > 0) {
        world.editor.refuses("window/workDoneProgress/create");
    }
    world.gopls(2).notifies("$/progress", progress("report"));
    world.gopls(2).notifies("$/progress", progress("end"));
    world.settle();
    CHECK(times(world, "begin") == 1);
    CHECK(times(world, "report") == 0);
    CHECK(times(world, "end") == 1);
}

TEST_CASE("progress that ends behind the gate is never shown") {
    World world;
    world.session_runs();
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method != "initialized") return;
        gopls.asks(1, "window/workDoneProgress/create", {{"token", "load"}});
        gopls.notifies("$/progress", progress("begin"));
        gopls.notifies("$/progress", progress("end"));
    };
    deadlocks_and_is_replaced(world);
    CHECK(times(world, "begin") == 0);
    CHECK(times(world, "end") == 0);
}

TEST_CASE("an editor without progress is not asked to create any") {
    World world;
    world.editor.capabilities["window"]["workDoneProgress"] = false;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.active() == 2);
    CHECK(world.editor.count("window/workDoneProgress/create") == 0);
    CHECK(world.editor.count("$/progress") == 0);
}

TEST_CASE("when gopls dies its progress is ended") {
    World world;
    script_of_gopls(world);
    world.session_runs();
    world.settle();
    world.script = {};
    world.dies(1, {0, 9});
    CHECK(times(world, "end") == 1);
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("the proxy's own progress item is shown while a standby loads") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    CHECK(world.editor.progress_open.size() == 1);
    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("progress of a token from the editor is ended once and its token never created") {
    World world;
    world.editor.capabilities["window"]["workDoneProgress"] = false;
    world.session_runs();
    const auto method = GENERATE(as<std::string>(), kHover, "workspace/executeCommand");
    world.gopls(1).hangs_on(method);
    json params = at(kFile);
    params["command"] = "gopls.tidy";
    params["workDoneToken"] = "load";
    const int id = world.editor.asks(method, params);
    world.gopls(1).notifies("$/progress", progress("begin"));
    world.settle();
    SECTION("after a stall") {
        world.passes(10s);
    }
    SECTION("after a death") {
        world.dies(1, {0, 9});
    }
    REQUIRE(world.active() == 2);
    CHECK(world.editor.has_reply(id));
    CHECK(times(world, "begin") == 1);
    CHECK(times(world, "end") == 1);
    CHECK(world.editor.count("window/workDoneProgress/create") == 0);
}
