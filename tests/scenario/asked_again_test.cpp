// Requests that the proxy retries with the next gopls. The retried request is exactly the editor's,
// and its reply carries the editor's id, with any id, params and result.
#include "lsp/message.hpp"
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// Returns all replies to this id.
std::vector<Message> replies(const World& world, const json& id) {
    std::vector<Message> all;
    for (const Message& message : world.editor.received) {
        if (message.is_reply() && message.id == id) all.push_back(message);
    }
    return all;
}

/// The active server is replaced, either as stuck or as dead.
void is_replaced(World& world) {
    const Generation before = world.active();
    if (GENERATE(true, false)) {
        world.passes(40s);
    } else {
        world.dies(before, {0, 9});
        world.passes(1s);
    }
    REQUIRE(world.active() == before + 1);
}

}  // namespace

TEST_CASE("replies carry ids exactly as sent and similar ids are not confused") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    world.gopls(1).hangs_on(kHover);
    // Forms that JSON allows: no double holds 2^53 + 1, and "a\u0062\/\"" is ab/".
    const std::vector<std::string> ids{
        "7", "\"7\"", "-7", "9007199254740993", "\"\"", R"("\u00e9")", R"("a\u0062\/\"")"};
    for (const std::string& id : ids) {
        world.editor.sends(lsp::request(id, kHover, at(kFile).dump()));
    }
    CHECK(world.engine.requests_in_flight() == ids.size());
    is_replaced(world);
    for (const std::string& id : ids) {
        INFO(id);
        const auto all = replies(world, json::parse(id));
        REQUIRE(all.size() == 1);
        CHECK(all[0].result().at("from") == 2);
    }
    CHECK_FALSE(world.editor.waits());
}

TEST_CASE("the id of initialize may be reused afterwards") {
    World world;
    const int id = world.editor.initializes();
    REQUIRE(world.editor.has_reply(id));
    world.editor.notifies("initialized");
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    world.gopls(1).hangs_on(kHover);
    later_servers_hang_on(world, "initialize");
    world.editor.sends(request(id, kHover, at(kFile)));
    world.dies(1, {0, 9});
    REQUIRE(world.active() == 2);
    REQUIRE(world.editor.waits());
    SECTION("the next gopls answers") {
        world.gopls(2).goes_on();
        world.settle();
        CHECK(world.editor.reply(id).result().at("from") == 2);
    }
    SECTION("the editor cancels while there is no gopls") {
        world.editor.cancels(id);
        CHECK(world.editor.reply(id).error_code() == -32800);
    }
    CHECK(replies(world, id).size() == 2);
    CHECK_FALSE(world.editor.waits());
}

TEST_CASE("null or missing params and a null result survive a retry") {
    World world;
    world.session_runs();
    world.gopls(1).hangs_on("workspace/symbol");
    world.on_spawn = [](Gopls& gopls) { gopls.answers("workspace/symbol", nullptr); };
    const std::vector<std::string> asked{
        lsp::frame(R"({"jsonrpc":"2.0","id":70,"method":"workspace/symbol","params":null})"),
        lsp::frame(R"({"jsonrpc":"2.0","id":71,"method":"workspace/symbol"})")};
    for (const std::string& frame : asked) world.editor.sends(frame);
    is_replaced(world);
    std::vector<std::string> got;
    for (const Message& message : world.gopls(2).received) {
        if (message.method == "workspace/symbol") got.push_back(message.bytes);
    }
    CHECK(got == asked);
    for (const int id : {70, 71}) {
        const auto all = replies(world, id);
        REQUIRE(all.size() == 1);
        CHECK(all[0].body.contains("result"));
        CHECK(all[0].result().is_null());
    }
}

TEST_CASE("a read with a partial result is not retried") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    world.gopls(1).hangs_on(kReferences);
    const auto with_token = [](const json& token) {
        json params = at(kFile);
        params["partialResultToken"] = token;
        return params;
    };
    const int in_part = world.editor.asks(kReferences, with_token("7"));
    const int nothing_yet = world.editor.asks(kReferences, with_token(7));
    const int whole = world.editor.asks(kReferences, at(kFile));
    world.gopls(1).notifies("$/progress", {{"token", "7"}, {"value", json::array({1, 2})}});
    world.settle();
    is_replaced(world);
    CHECK(world.editor.reply(in_part).error_code() == kServerCancelled);
    CHECK(world.editor.reply(nothing_yet).result().at("from") == 2);
    CHECK(world.editor.reply(whole).result().at("from") == 2);
    CHECK(count(world.gopls(2).received, kReferences) == 2);
}
