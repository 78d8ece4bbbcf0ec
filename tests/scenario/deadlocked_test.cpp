// A deadlocked gopls: the proxy prepares a standby with a clean cache, which takes over. Requests
// in flight are retried or get an error that editors do not show.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

constexpr int kContentModified = -32801;

}  // namespace

TEST_CASE("nothing happens within the stall window; after it a clean standby takes over") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(2s);
    const int hover = deadlocks(world);
    world.passes(4s + 999ms);
    REQUIRE(world.newest() == 1);

    world.passes(1ms);
    REQUIRE(world.active() == 2);
    const Gopls& fresh = world.gopls(2);
    CHECK(fresh.start.cache == core::CacheUse::kClean);
    CHECK(fresh.start.again);
    CHECK(fresh.start.network == core::Network::kNormal);
    CHECK(world.gopls(1).ended);
    CHECK(world.gopls(1).dumped);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.incidents.size() == 1);
    CHECK(world.editor.progress_open.empty());
    CHECK(world.editor.count("window/showMessage") == 0);
}

TEST_CASE("a sample falls on the end of the window whenever the previous one was taken") {
    World world;
    world.session_runs();
    world.editor.asks(kHover, at(kFile));
    world.settle();
    world.passes(150ms);  // the sample for this hover comes after 200 ms
    deadlocks(world);
    world.passes(4s + 999ms);
    REQUIRE(world.newest() == 1);
    world.passes(1ms);
    CHECK(world.active() == 2);
}

TEST_CASE("requests that wait behind a stuck one cause no further samples") {
    World world;
    world.session_runs();
    deadlocks(world);
    for (int i = 0; i < 40; ++i) {
        world.passes(100ms);
        world.editor.asks("textDocument/definition", at(kFile));
    }
    CHECK(world.looks <= 5);
}

TEST_CASE("the old gopls lives until the new one has loaded") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    const int hover = deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    CHECK(world.active() == 1);
    CHECK_FALSE(world.gopls(1).ended);
    CHECK_FALSE(world.editor.has_reply(hover));

    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.active() == 2);
    CHECK(world.editor.has_reply(hover));
}

TEST_CASE("when the old gopls answers first the standby is dropped") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    const int hover = deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);

    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.reply(hover).result().at("from") == 1);
    CHECK(world.gopls(2).ended);
    CHECK(world.gopls(2).cache_is_bad);  // it is almost empty
    CHECK(world.active() == 1);
    CHECK(world.engine.metrics().counters.averted == 1);
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("reads in flight are retried in order and other requests get an error") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const std::string other = "file:///w/b.go";
    world.editor.opens(other, "package b\n");
    world.passes(2s);
    const int hover = deadlocks(world);
    const int stale = world.editor.asks("textDocument/definition", at(kFile));
    const int rename = world.editor.asks("workspace/executeCommand", {{"command", "gopls.tidy"}});
    const int symbols = world.editor.asks("workspace/symbol", {{"query", "x"}});
    const int elsewhere = world.editor.asks("textDocument/references", at(other));
    const int cancelled = world.editor.asks("textDocument/completion", at(other));
    world.editor.types(kFile, {{0, 8}, {0, 9}}, "c");
    world.editor.cancels(cancelled);
    const int fresh = world.editor.asks("textDocument/documentHighlight", at(kFile));
    world.passes(6s);
    REQUIRE(world.active() == 2);

    CHECK(world.editor.reply(hover).error_code() == kContentModified);
    CHECK(world.editor.reply(stale).error_code() == kContentModified);
    CHECK(world.editor.reply(rename).error_code() == kServerCancelled);
    CHECK(world.editor.reply(cancelled).error_code() == kRequestCancelled);
    CHECK(world.editor.reply(symbols).result().at("from") == 2);
    CHECK(world.editor.reply(elsewhere).result().at("from") == 2);
    CHECK(world.editor.reply(fresh).result().at("from") == 2);
    CHECK_FALSE(world.editor.waits());
    std::vector<std::string> asked;
    for (const Message& message : world.gopls(2).received) {
        if (message.is_request() && !message.is_probe()) asked.push_back(message.method);
    }
    CHECK(asked == std::vector<std::string>{"initialize", "workspace/symbol",
                                            "textDocument/references",
                                            "textDocument/documentHighlight"});
}

TEST_CASE("a read is retried only once") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, kHover);
    const int hover = deadlocks(world);
    world.passes(40s);
    REQUIRE(world.newest() == 3);
    CHECK(world.active() == 3);
    CHECK(world.editor.reply(hover).error_code() == kServerCancelled);
    CHECK_FALSE(world.gopls(3).got(kHover));
}

TEST_CASE("a late answer of the old gopls is dropped") {
    World world;
    world.session_runs();
    const int hover = deadlocks_and_is_replaced(world);
    const std::size_t told = world.editor.received.size();
    world.gopls(1).gone = false;
    world.gopls(1).goes_on();
    world.gopls(1).notifies("window/showMessage", {{"type", 1}, {"message", "late"}});
    world.settle();
    CHECK(world.editor.received.size() == told);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.engine.metrics().counters.late_bytes > 0);
}

TEST_CASE("a standby that hangs as well is dropped and another is tried") {
    World world;
    world.session_runs();
    world.on_spawn = [](Gopls& gopls) {
        if (gopls.start.generation == 2) gopls.hangs_on("initialized");
    };
    const int hover = deadlocks(world);
    world.passes(1min);
    CHECK(world.gopls(2).ended);
    REQUIRE(world.active() == 3);
    CHECK(world.editor.has_reply(hover));
}

TEST_CASE("the policy chooses the cache of the standby") {
    struct Row {
        core::CachePolicy policy;
        core::CacheUse cache;
    };
    const auto row = GENERATE(Row{core::CachePolicy::kCleanOnStall, core::CacheUse::kClean},
                              Row{core::CachePolicy::kAlwaysClean, core::CacheUse::kClean},
                              Row{core::CachePolicy::kWarmFirst, core::CacheUse::kSame},
                              Row{core::CachePolicy::kNeverClean, core::CacheUse::kSame});
    core::Settings settings;
    settings.cache_policy = row.policy;
    World world(settings);
    world.session_runs();
    deadlocks_and_is_replaced(world);
    CHECK(world.gopls(2).start.cache == row.cache);
}

TEST_CASE("gopls is replaced if it hangs on a didOpen received during its load") {
    World world;
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method != "initialized" || gopls.start.generation != 1) return;
        gopls.asks_and_waits(1, "workspace/configuration",
                             {{"items", json::array({{{"section", "gopls"}}})}});
    };
    world.editor.leaves_open("workspace/configuration");
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    world.gopls(1).hangs_on("textDocument/didOpen");
    world.editor.answers("workspace/configuration", json::array({world.editor.settings}));
    REQUIRE(world.logged({Event::kLoaded, {{"generation", 1}}}));
    world.passes(7s);
    CHECK(world.active() == 2);
}
