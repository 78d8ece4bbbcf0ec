// Messages that the proxy need not understand pass unchanged and in order.
#include <string>

#include "lsp/message.hpp"
#include "scenario/harness.hpp"

using namespace scenario;

namespace {

/// Returns the bytes that a server received, without the proxy's probes.
std::string without_probes(const Gopls& server) {
    std::string bytes;
    for (const Message& message : server.received) {
        if (!message.is_probe()) bytes += message.bytes;
    }
    return bytes;
}

void ordinary_session(World& world) {
    world.session_runs();
    world.editor.opens("file:///w/a.go", "package a\n");
    world.passes(3s);
    world.editor.asks("textDocument/hover", at("file:///w/a.go"));
    world.gopls(1).notifies("textDocument/publishDiagnostics",
                            {{"uri", "file:///w/a.go"}, {"diagnostics", json::array()}});
    world.gopls(1).asks(1, "workspace/configuration",
                        {{"items", json::array({{{"section", "gopls"}}})}});
    world.settle();
    world.editor.types("file:///w/a.go", {{0, 8}, {0, 9}}, "b");
    world.editor.asks("gopls/unknown", {{"anything", 1.50}});
    world.passes(3s);
}

}  // namespace

TEST_CASE("the bytes of both sides pass unchanged and in order") {
    World world;
    std::string said;
    world.script = [](Gopls&, const Message&) {};
    ordinary_session(world);
    CHECK(without_probes(world.gopls(1)) == world.editor.sent_bytes);
    // Three replies (initialize, hover, the unknown request), one notification and one request.
    CHECK(world.editor.received.size() == 5);
    CHECK_FALSE(world.editor.waits());
}

TEST_CASE("mode off adds no bytes at all") {
    core::Settings settings;
    settings.mode = core::Mode::kOff;
    World world(settings);
    ordinary_session(world);
    CHECK(world.gopls(1).received_bytes == world.editor.sent_bytes);
    CHECK(world.looks == 0);
}

TEST_CASE("batches and unreadable messages are forwarded unchanged") {
    World world;
    world.session_runs();
    const std::string odd = lsp::frame(R"([{"jsonrpc":"2.0","method":"a"}])") +
                            lsp::frame("not JSON at all") + lsp::frame(R"({"neither":1})");
    world.compares_texts = false;
    SECTION("towards gopls") {
        world.editor.sends(odd);
        CHECK(world.gopls(1).received_bytes.ends_with(odd));
    }
    SECTION("towards the editor") {
        world.gopls(1).writes(odd);
        world.settle();
        CHECK(world.editor.received_bytes.ends_with(odd));
    }
    CHECK(world.engine.metrics().counters.opaque_messages == 3);
}

TEST_CASE("a message in pieces reaches gopls whole") {
    World world;
    world.session_runs();
    const std::string hover = request(77, "textDocument/hover", at("file:///w/a.go"));
    for (const char c : hover) {
        const auto room = world.engine.editor_room();
        room[0] = c;
        for (const auto& effect : world.engine.editor_read(1, world.now)) {
            if (const auto* write = std::get_if<core::effect::WriteServer>(&effect)) {
                CHECK(write->bytes == hover);
            }
        }
    }
    CHECK(world.engine.requests_in_flight() == 1);
}

TEST_CASE("gopls itself refuses a second initialize") {
    World world;
    world.session_runs();
    const int second = world.editor.asks("initialize", json::object());
    CHECK(count(world.gopls(1).received, "initialize") == 2);
    CHECK(world.editor.has_reply(second));
}

TEST_CASE("second and unsolicited replies do not reach the editor") {
    World world;
    world.session_runs();
    const int hover = world.editor.asks("textDocument/hover", at("file:///w/a.go"));
    REQUIRE(world.editor.has_reply(hover));
    world.gopls(1).writes(reply(hover, "again"));
    world.gopls(1).writes(reply(4711, "to nothing"));
    world.settle();
    CHECK(world.engine.metrics().counters.surplus_replies == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 1);
}

TEST_CASE("an unreadable message may get one reply but not more") {
    World world;
    world.session_runs();
    world.editor.expects_surplus_replies = true;
    const std::size_t told = world.editor.received.size();
    SECTION("a batch") {
        world.editor.sends(lsp::frame(R"([{"jsonrpc":"2.0","id":500,"method":"a"}])"));
        world.gopls(1).writes(reply(500, "first"));
        world.gopls(1).writes(reply(500, "second"));
        world.settle();
        CHECK(world.editor.received.size() == told + 1);
        CHECK(world.editor.received.back().result() == "first");
    }
    SECTION("two requests with one id") {
        world.gopls(1).hangs_on("textDocument/hover");
        world.editor.sends(request(500, "textDocument/hover", at("file:///w/a.go")));
        world.editor.sends(request(500, "textDocument/hover", at("file:///w/b.go")));
        world.gopls(1).goes_on();
        world.settle();
        CHECK(world.editor.received.size() == told + 2);
        world.gopls(1).writes(reply(500, "third"));
        world.settle();
        CHECK(world.editor.received.size() == told + 2);
    }
}

TEST_CASE("ids 1 and \"1\" are different requests and replies carry the id as sent") {
    World world;
    world.session_runs();
    world.gopls(1).hangs_on("textDocument/hover");
    world.editor.sends(request(90, "textDocument/hover", at("file:///w/a.go")));
    world.editor.sends(request("90", "textDocument/definition", at("file:///w/a.go")));
    CHECK(world.engine.requests_in_flight() == 2);
    world.gopls(1).goes_on();
    world.settle();
    CHECK_FALSE(world.editor.waits());
    CHECK(world.editor.reply(90).result().at("method") == "textDocument/hover");
    CHECK(world.editor.received.back().id == "90");
}

TEST_CASE("a header block that would end gopls is rewritten as gopls expects it") {
    core::Settings settings;
    settings.mode = GENERATE(core::Mode::kOff, core::Mode::kObserve, core::Mode::kAct);
    World world(settings);
    world.session_runs();
    const std::string body = R"({"jsonrpc":"2.0","method":"$/setTrace","params":{"value":"off"}})";
    world.editor.sends_raw("CONTENT-LENGTH:" + std::to_string(body.size()) + "\n\n" + body);
    CHECK(without_probes(world.gopls(1)).ends_with(lsp::frame(body)));
}
