// Requests about a new file that gopls has not heard of yet. It finds no package for the file, so
// the proxy reloads the folders and retries the request.
#include "lsp/message.hpp"
#include "scenario/steps.hpp"

using namespace scenario;
using core::FileChange;

namespace {

using Methods = std::vector<std::string>;

/// gopls gets a request about a new file, and the change on disk afterwards.
void is_asked_too_early(World& world) {
    world.gopls(1).refuses("textDocument/moniker", "no package metadata for file " + kFile);
    world.editor.asks("textDocument/moniker", at(kFile));
    world.on_disk({{"/w/a.go", FileChange::kCreated}});
}

}  // namespace

TEST_CASE("a request about a new file that gopls did not know is retried once after a reload") {
    World world;
    runs_without_watching(world);
    const bool cured = GENERATE(true, false);
    world.gopls(1).refuses(kHover, "no package metadata for file " + kFile);
    world.script = [&](Gopls& gopls, const Message& message) {
        if (cured && message.method == kReload) gopls.refuses_no_more(kHover);
    };
    const bool answered_first = GENERATE(true, false);
    int hover = 0;
    if (answered_first) {
        CHECK(world.editor.reply(world.editor.asks(kHover, at(kFile))).error_code() != 0);
        world.on_disk({{"/w/a.go", FileChange::kCreated}});
        hover = world.editor.asks(kHover, at(kFile));
    } else {
        world.gopls(1).hangs_on(kHover);
        hover = world.editor.asks(kHover, at(kFile));
        world.on_disk({{"/w/a.go", FileChange::kCreated}});
        world.gopls(1).goes_on();
        world.settle();
    }
    CHECK(count(world.gopls(1).received, kReload) == 1);
    CHECK(world.gopls(1).received.back().method == kHover);
    CHECK(world.editor.reply(hover).body.contains("result") == cured);
    const int second = world.editor.asks(kHover, at(kFile));
    CHECK(world.editor.has_reply(second));
    CHECK(count(world.gopls(1).received, kReload) == 1);
}

TEST_CASE("a new file that gopls knew before the request really belongs to no package") {
    World world;
    runs_without_watching(world);
    world.gopls(1).refuses(kHover, "no package metadata for file " + kFile);
    world.on_disk({{"/w/a.go", FileChange::kCreated}});
    CHECK(world.editor.reply(world.editor.asks(kHover, at(kFile))).error_code() != 0);
    CHECK(world.editor.reply(world.editor.asks(kHover, at(kFile))).error_code() != 0);
    CHECK_FALSE(world.gopls(1).got(kReload));
}

TEST_CASE("a new file is recognised in the error whatever its name") {
    World world;
    runs_without_watching(world);
    const auto [path, message] =
        GENERATE(table<std::string, std::string>({{"/w/a:b.go", R"(file:///w/a:b.go)"},
                                                  {"/w/a&b.go", R"(file:///w/a\u0026b.go)"},
                                                  {"/w/a b.go", R"(file:///w/a%20b.go: not found)"},
                                                  {"/w/a.go", R"(file:///w/a.go\")"}}));
    CAPTURE(path);
    world.gopls(1).hangs_on(kHover);
    const int hover = world.editor.asks(kHover, at(kFile));
    world.on_disk({{path, FileChange::kCreated}});
    const auto before = world.gopls(1).received.size();
    world.gopls(1).writes(lsp::frame(R"({"jsonrpc":"2.0","error":{"code":0,"message":)"
                                     R"("no package metadata for file )" +
                                     message + R"("},"id":)" + std::to_string(hover) + "}"));
    world.settle();
    CHECK_FALSE(world.editor.has_reply(hover));
    CHECK(got_since(world, before) == Methods{kReload, kHover});
}

TEST_CASE("after a reload a request about an older text is not retried") {
    World world;
    runs_without_watching(world);
    is_asked_too_early(world);
    world.editor.opens(kFile, "package a\n");
    world.gopls(1).hangs_on(kHover);
    world.gopls(1).refuses(kHover, "no package metadata for file " + kFile);
    const int hover = world.editor.asks(kHover, at(kFile));
    const bool closed = GENERATE(true, false);
    if (closed) {
        world.editor.closes(kFile);
    } else {
        world.editor.replaces_text(kFile, "package b\n");
    }
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.reply(hover).error_code() == -32801);
    CHECK(count(world.gopls(1).received, kHover) == 1);
    // The next request finds the file in a package.
    CHECK(count(world.gopls(1).received, kReload) == 1);
}

TEST_CASE("after a reload a request with a partial result is not retried") {
    World world;
    runs_without_watching(world);
    is_asked_too_early(world);
    world.gopls(1).hangs_on(kReferences);
    world.gopls(1).refuses(kReferences, "no package metadata for file " + kFile);
    json params = at(kFile);
    params["partialResultToken"] = "7";
    const int references = world.editor.asks(kReferences, params);
    world.gopls(1).notifies("$/progress", {{"token", "7"}, {"value", json::array({1, 2})}});
    world.settle();
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.has_reply(references));
    CHECK(count(world.gopls(1).received, kReferences) == 1);
}

TEST_CASE("a request retried after a reload shows its progress once") {
    World world;
    runs_without_watching(world);
    is_asked_too_early(world);
    world.gopls(1).refuses(kReferences, "no package metadata for file " + kFile);
    world.script = [&](Gopls& gopls, const Message& message) {
        if (message.method == kReload) gopls.refuses_no_more(kReferences);
        if (message.method != kReferences) return;
        for (const char* kind : {"begin", "end"}) {
            gopls.notifies("$/progress",
                           {{"token", "t"}, {"value", {{"kind", kind}, {"title", "x"}}}});
        }
    };
    json params = at(kFile);
    params["workDoneToken"] = "t";
    const int references = world.editor.asks(kReferences, params);
    CHECK(world.editor.reply(references).body.contains("result"));
    CHECK(count(world.gopls(1).received, kReferences) == 2);
    CHECK(world.editor.count("$/progress") == 2);
}

TEST_CASE("an old file without a package causes no reload") {
    World world;
    runs_without_watching(world);
    world.gopls(1).refuses(kHover, "no package metadata for file " + kFile);
    const int hover = world.editor.asks(kHover, at(kFile));
    CHECK(world.editor.has_reply(hover));
    CHECK_FALSE(world.gopls(1).got(kReload));
}

TEST_CASE("requests that wait for the disk get an error when gopls cannot be started again") {
    World world;
    runs_without_watching(world);
    world.disk_answers = false;
    const int hover = world.editor.asks(kHover, at(kFile));
    const int behind = world.editor.asks("textDocument/definition", at(kFile));
    world.cannot_start(1, "no such file", core::StartFault::kLasting);
    REQUIRE(world.exit_code);
    CHECK(world.editor.reply(hover).error_code() != 0);
    CHECK(world.editor.reply(behind).error_code() != 0);
}
