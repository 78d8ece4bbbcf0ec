// A document on which gopls crashes. After the second crash it is left out, so that everything else
// works.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

core::ExitStatus panic() {
    return {2, 0, "panic: runtime error: index out of range\n\ngoroutine 9 [running]:\n"};
}

/// A hover on kFile crashes the active server.
void crashes(World& world, const core::ExitStatus& status = panic()) {
    world.gopls(world.active()).hangs_on(kHover);
    world.editor.asks(kHover, at(kFile));
    world.settle();
    world.dies(world.active(), status);
    world.passes(5s);
}

}  // namespace

TEST_CASE("a document that crashes gopls twice is left out until it is opened again") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.editor.opens(kOther, "package b\n");
    crashes(world);
    REQUIRE(world.active() == 2);
    CHECK(world.gopls(2).texts.contains(kFile));
    CHECK(world.editor.count("window/showMessage") == 0);

    world.compares_texts = false;
    crashes(world);
    REQUIRE(world.active() == 3);
    const Gopls& spared = world.gopls(3);
    CHECK_FALSE(spared.texts.contains(kFile));
    CHECK(spared.texts.contains(kOther));
    CHECK(world.editor.count("window/showMessage") == 1);
    CHECK(world.logged({Event::kEditorMessage, {}, "gopls crashed twice on " + kFile}));

    // This gopls gets no request about the document, and no change of it.
    const int hover = world.editor.asks(kHover, at(kFile));
    world.editor.replaces_text(kFile, "package a // edited\n");
    const int other = world.editor.asks("textDocument/definition", at(kOther));
    world.settle();
    CHECK(world.editor.reply(hover).error_code() == -32802);
    CHECK(world.editor.reply(other).result().at("from") == 3);
    CHECK_FALSE(world.gopls(3).texts.contains(kFile));

    if (GENERATE(true, false)) world.editor.closes(kFile);  // or opened twice
    world.editor.opens(kFile, "package a // afresh\n");
    const int again = world.editor.asks("textDocument/definition", at(kFile));
    world.settle();
    CHECK(world.gopls(3).texts == world.editor.texts);
    CHECK(world.editor.reply(again).result().at("from") == 3);
}

TEST_CASE("a quarantined document is not replayed to a standby") {
    World world;
    world.compares_texts = false;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.editor.opens(kOther, "package b\n");
    crashes(world);
    crashes(world);
    REQUIRE(world.active() == 3);
    world.editor.asks("workspace/executeCommand", {{"command", "gopls-proxy.restart"}});
    world.settle();
    REQUIRE(world.active() == 4);
    CHECK_FALSE(world.gopls(4).texts.contains(kFile));
    CHECK(world.gopls(4).texts.contains(kOther));
}

TEST_CASE("two kills from outside do not put a document under quarantine") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    crashes(world, {0, 9});
    crashes(world, {0, 9});
    REQUIRE(world.active() == 3);
    CHECK(world.gopls(3).texts.contains(kFile));
    CHECK(world.editor.count("window/showMessage") == 0);
}

TEST_CASE("two crashes far apart do not put a document under quarantine") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    crashes(world);
    world.passes(11min);
    crashes(world);
    CHECK(world.gopls(world.active()).texts.contains(kFile));
}

TEST_CASE("after a crash that blames the cache gopls starts clean and no document is blamed") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    crashes(world, {1, 0, "gopls cannot access its persistent index (disk full?): no space\n"});
    REQUIRE(world.active() == 2);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kClean);
    CHECK(json::parse(world.incidents.at(1).json).at("verdict") == "cache_fault");
}

TEST_CASE("the incident of a death quotes the panic") {
    World world;
    world.session_runs();
    world.dies(1, panic());
    const json incident = json::parse(world.incidents.at(1).json);
    CHECK(incident.at("evidence").at("detail") ==
          "exit code 2, panic: runtime error: index out of range");
}

TEST_CASE("the stacks of an ended server are added to its incident") {
    World world;
    world.session_runs();
    deadlocks_and_is_replaced(world);
    REQUIRE(world.gopls(1).dumped);
    world.dumps(1, "SIGQUIT: quit\n\ngoroutine 1 [sync.Mutex.Lock]:\nmain.main()\n\t/x.go:1\n");
    const json incident = json::parse(world.incidents.at(1).json);
    CHECK(incident.at("stack_cause") == "idle");
    CHECK(world.logged({Event::kStacks, {{"generation", 1}}}));
}
