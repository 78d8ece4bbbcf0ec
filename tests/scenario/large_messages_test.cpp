// A large message goes on to gopls as it comes from the editor, in pieces.
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

/// A session whose editor sends large messages by halves.
struct Halves : World {
    Halves() : World(with_large_frames()) {
        session_runs();
        compares_texts = false;  // between the halves the editor has what no server can have
        editor.leaves_open("window/workDoneProgress/create");  // nor does it answer between them
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

TEST_CASE("gopls is given a large document as it comes") {
    Halves world;
    const std::size_t before = world.gopls(1).received_bytes.size();
    world.sends_half();
    CHECK(world.has_half(1));
    world.sends_rest();
    CHECK(world.gopls(1).received_bytes.substr(before) == world.whole);
    CHECK(world.has_large(1));
    CHECK(world.engine.documents().all().at("/w/large.go").text.str() == kText);
}

TEST_CASE("byte by byte, other messages around it") {
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

TEST_CASE("what goes on before it is whole") {
    struct Row {
        const char* what;
        std::string body;
        bool goes_on;
    };
    const std::string params = R"("params":)" + opening().dump();
    const std::string method = R"("method":"textDocument/didOpen")";
    const std::string version = R"("jsonrpc":"2.0")";
    const auto row = GENERATE_COPY(values<Row>({
        {"in the usual order", "{" + version + "," + method + "," + params + "}", true},
        {"in another", "{" + method + ", " + version + " , " + params + "}", true},
        {"escaped", R"({"method":"textDocument\/didOpen",)" + params + "}", true},
        {"changed files", R"({"method":"workspace/didChangeWatchedFiles",)" + params + "}", true},
        {"method behind", "{" + params + "," + method + "}", false},
        {"a long member before it", R"({"x":")" + kText + R"(",)" + method + "}", false},
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

TEST_CASE("what the front does not tell changes nothing about the whole") {
    Halves world;
    world.editor.expects_surplus_replies = true;
    const std::size_t before = world.gopls(1).received_bytes.size();
    const std::string frame = lsp::frame(R"({"method":"textDocument/didOpen","params":)" +
                                         opening().dump() + R"(,"id":7})");
    world.sends_half(frame);
    world.sends_rest();
    CHECK(world.gopls(1).received_bytes.substr(before) == frame);
    // A second one with an id that is in use.
    world.gopls(1).hangs_on("textDocument/didOpen");
    world.sends_half(frame);
    world.sends_rest();
    world.sends_half(frame);
    world.sends_rest();
    CHECK(world.gopls(1).received_bytes.substr(before) == frame + frame + frame);
}

TEST_CASE("a small message does not") {
    Halves world;
    const std::size_t before = world.gopls(1).received_bytes.size();
    world.sends_half(notification("textDocument/didClose", {{"textDocument", {{"uri", kFile}}}}));
    CHECK(world.gopls(1).received_bytes.size() == before);
    world.sends_rest();
    CHECK(world.gopls(1).received_bytes.size() > before);
}

TEST_CASE("what the proxy has to say waits for its end") {
    Halves world;
    world.editor.opens(kFile, "package a\n");
    world.sends_half();
    world.passes(3s);
    CHECK(world.has_half(1));  // and no probe of the document before it
    world.sends_rest();
    CHECK(world.has_large(1));
    REQUIRE(world.gopls(1).received.size() > 2);
    CHECK(world.gopls(1).received.back().is_probe());
}

TEST_CASE("a server is not judged by what waits for the editor") {
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

TEST_CASE("a server that was stuck before is") {
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

TEST_CASE("when gopls dies in the middle the next one gets all of it") {
    Halves world;
    world.editor.opens(kFile, "package a\n");
    world.sends_half();
    world.dies(1, {2, 0});
    SECTION("before the next one is there") {
        world.sends_rest();
        world.passes(1s);
    }
    SECTION("once it is") {
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

TEST_CASE("a standby gets it when it is whole") {
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
    SECTION("after it has") {
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

TEST_CASE("a document that is withheld goes nowhere, in halves neither") {
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

TEST_CASE("the editor may leave in the middle") {
    Halves world;
    world.sends_half();
    world.editor_goes();
    CHECK(world.exit_code == 0);
}

TEST_CASE("a plain pipe cuts through as well") {
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
