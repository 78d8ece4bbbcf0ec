// Large messages of the editor, which the proxy streams to gopls in pieces.
#include <string>
#include <vector>

#include "lsp/message.hpp"
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

const std::string kLarge = "file:///w/large.go";
const std::string kText = std::string("package large\n").append(600, '/').append("\n");

core::Settings with_large_frames() {
    core::Settings settings;
    settings.large_frame_bytes = 500;
    return settings;
}

json opening() {
    return {
        {"textDocument", {{"uri", kLarge}, {"languageId", "go"}, {"version", 1}, {"text", kText}}}};
}

/// A session whose editor sends large messages in two halves.
struct Halves : World {
    Halves() : World(with_large_frames()) {
        session_runs();
        compares_texts = false;  // between the halves no server can have the editor's text
        editor.leaves_open(
            "window/workDoneProgress/create");  // and the editor cannot answer between them
    }

    void sends_half(const std::string& message) {
        const std::size_t half = message.size() / 2;
        rest = message.substr(half);
        editor.sends_raw(message.substr(0, half));
    }
    void sends_half() { sends_half(whole); }
    void sends_rest() { editor.sends_raw(rest); }

    bool has_half(Generation generation) {
        return gopls(generation).received_bytes.ends_with(whole.substr(0, whole.size() / 2));
    }
    bool has_large(Generation generation) {
        const auto& texts = gopls(generation).texts;
        return texts.contains(kLarge) && texts.at(kLarge) == Text{kText, 1};
    }

    std::string whole = notification("textDocument/didOpen", opening());
    std::string rest;
};

}  // namespace

TEST_CASE("a large document is streamed to gopls as it arrives") {
    Halves world;
    const std::size_t before = world.gopls(1).received_bytes.size();
    world.sends_half();
    CHECK(world.has_half(1));
    world.sends_rest();
    CHECK(world.gopls(1).received_bytes.substr(before) == world.whole);
    CHECK(world.has_large(1));
    CHECK(world.engine.documents().all().at("/w/large.go").text.str() == kText);
}

TEST_CASE("bytes that arrive one by one pass unchanged between other messages too") {
    Halves world;
    world.editor.expects_surplus_replies = true;
    const std::size_t before = world.gopls(1).received_bytes.size();
    const std::string all =
        notification(
            "textDocument/didOpen",
            {{"textDocument",
              {{"uri", kFile}, {"languageId", "go"}, {"version", 1}, {"text", "package a\n"}}}}) +
        world.whole + request(77, "workspace/symbol", {{"query", kText}}) +
        notification("textDocument/didSave", opening());
    for (const char c : all) world.editor.sends_raw({&c, 1});
    CHECK(world.gopls(1).received_bytes.substr(before) == all);
}

TEST_CASE("which large messages are streamed before they are complete") {
    struct Row {
        const char* what;
        std::string body;
        bool goes_on;
    };
    const std::string params = R"("params":)" + opening().dump();
    const std::string method = R"("method":"textDocument/didOpen")";
    const std::string version = R"("jsonrpc":"2.0")";
    const auto row = GENERATE_COPY(values<Row>({
        {"usual order of members", "{" + version + "," + method + "," + params + "}", true},
        {"another order", "{" + method + ", " + version + " , " + params + "}", true},
        {"escaped method", R"({"method":"textDocument\/didOpen",)" + params + "}", true},
        {"changed files", R"({"method":"workspace/didChangeWatchedFiles",)" + params + "}", true},
        {"method behind the params", "{" + params + "," + method + "}", false},
        {"long member before the method", R"({"x":")" + kText + R"(",)" + method + "}", false},
        {"a request", R"({"id":7,"method":"workspace/symbol",)" + params + "}", false},
        {"another notification", R"({"method":"workspace/didX",)" + params + "}", false},
        {"a batch", "[{" + method + "," + params + "}]", false},
    }));
    INFO(row.what);
    Halves world;
    world.editor.expects_surplus_replies = true;
    const std::string frame = lsp::frame(row.body);
    const std::size_t before = world.gopls(1).received_bytes.size();
    world.sends_half(frame);
    CHECK((world.gopls(1).received_bytes.size() > before) == row.goes_on);
    world.sends_rest();
    CHECK(world.gopls(1).received_bytes.substr(before) == frame);
}

TEST_CASE("a message streamed by its front passes unchanged whatever follows") {
    Halves world;
    world.editor.expects_surplus_replies = true;
    const std::size_t before = world.gopls(1).received_bytes.size();
    const std::string frame = lsp::frame(R"({"method":"textDocument/didOpen","params":)" +
                                         opening().dump() + R"(,"id":7})");
    world.sends_half(frame);
    world.sends_rest();
    CHECK(world.gopls(1).received_bytes.substr(before) == frame);
    // The same id twice: the second message's id is in use.
    world.gopls(1).hangs_on("textDocument/didOpen");
    world.sends_half(frame);
    world.sends_rest();
    world.sends_half(frame);
    world.sends_rest();
    CHECK(world.gopls(1).received_bytes.substr(before) == frame + frame + frame);
}

TEST_CASE("a small message is not streamed") {
    Halves world;
    const std::size_t before = world.gopls(1).received_bytes.size();
    world.sends_half(notification("textDocument/didClose", {{"textDocument", {{"uri", kFile}}}}));
    CHECK(world.gopls(1).received_bytes.size() == before);
    world.sends_rest();
    CHECK(world.gopls(1).received_bytes.size() > before);
}

TEST_CASE("the proxy's own messages wait for the end of a streamed message") {
    Halves world;
    world.editor.opens(kFile, "package a\n");
    world.sends_half();
    world.passes(3s);
    CHECK(world.has_half(1));  // no probe of the document before it yet
    world.sends_rest();
    CHECK(world.has_large(1));
    REQUIRE(world.gopls(1).received.size() > 2);
    CHECK(world.gopls(1).received.back().is_probe());
}

TEST_CASE("a server is not judged while it waits for the rest of a streamed message") {
    Halves world;
    world.editor.opens(kFile, "package a\n");
    world.sends_half();
    world.passes(20min);
    CHECK(world.newest() == 1);
    CHECK(world.has_half(1));
    world.gopls(1).hangs_on("textDocument/didOpen");
    world.sends_rest();
    world.passes(4s);
    CHECK(world.newest() == 1);
    world.passes(3s);
    CHECK(world.newest() == 2);
}

TEST_CASE("a server that hung before a streamed message began is replaced") {
    Halves world;
    const int hover = deadlocks(world);
    world.sends_half();
    world.passes(30s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.has_reply(hover));
    CHECK_FALSE(world.has_half(2));
    world.sends_rest();
    CHECK(world.has_large(2));
    CHECK_FALSE(world.has_large(1));
}

TEST_CASE("if gopls dies in the middle of a streamed message the next one gets it whole") {
    Halves world;
    world.editor.opens(kFile, "package a\n");
    world.sends_half();
    world.dies(1, {2, 0});
    SECTION("the rest arrives before the next gopls is there") {
        world.sends_rest();
        world.passes(1s);
    }
    SECTION("the rest arrives once the next gopls is there") {
        world.passes(1s);
        REQUIRE(world.active() == 2);
        CHECK_FALSE(world.has_half(2));
        world.sends_rest();
    }
    REQUIRE(world.active() == 2);
    CHECK(world.has_large(2));
    CHECK(count(world.gopls(2).received, "textDocument/didOpen") == 2);
    CHECK(world.gopls(2).texts.at(kFile).text == "package a\n");
    const int hover = world.editor.asks(kHover, at(kLarge));
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("a standby gets a streamed message once it is complete") {
    Halves world;
    later_servers_hang_on(world, "initialized");
    const int hover = deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    world.sends_half();
    CHECK(world.has_half(1));
    CHECK_FALSE(world.has_half(2));
    SECTION("before it takes over") {
        world.sends_rest();
        CHECK(world.gopls(1).received_bytes.ends_with(world.whole));
        world.gopls(2).goes_on();
        world.settle();
    }
    SECTION("after it has taken over") {
        world.gopls(2).goes_on();
        world.settle();
        REQUIRE(world.active() == 2);
        CHECK_FALSE(world.has_large(2));
        world.sends_rest();
    }
    REQUIRE(world.active() == 2);
    CHECK(world.has_large(2));
    CHECK(count(world.gopls(2).received, "textDocument/didOpen") == 1);
    CHECK(world.editor.has_reply(hover));
}

TEST_CASE("a quarantined document is not streamed either") {
    Halves world;
    world.editor.opens(kLarge, "package a\n");
    for (int crash = 0; crash < 2; ++crash) {
        world.dies(world.active(), {2, 0, "panic: index out of range\n\ngoroutine 9 [running]:\n"});
        world.passes(10s);
    }
    REQUIRE(world.active() == 3);
    REQUIRE_FALSE(world.gopls(3).texts.contains(kLarge));
    const std::size_t before = world.gopls(3).received_bytes.size();
    world.sends_half(notification("textDocument/didSave",
                                  {{"textDocument", {{"uri", kLarge}}}, {"text", kText}}));
    world.sends_rest();
    CHECK(world.gopls(3).received_bytes.size() == before);
}

TEST_CASE("the editor may leave in the middle of a streamed message") {
    Halves world;
    world.sends_half();
    world.editor_goes();
    CHECK(world.exit_code == 0);
}

TEST_CASE("modes that do not act stream large messages as well") {
    core::Settings settings = with_large_frames();
    settings.mode = GENERATE(core::Mode::kOff, core::Mode::kObserve);
    World world(settings);
    world.session_runs();
    world.compares_texts = false;
    const std::string whole = notification("textDocument/didOpen", opening());
    world.editor.sends_raw(whole.substr(0, 400));
    CHECK(world.gopls(1).received_bytes.ends_with(whole.substr(0, 400)));
    world.editor.sends_raw(whole.substr(400));
    CHECK(world.gopls(1).received_bytes.ends_with(whole));
}
