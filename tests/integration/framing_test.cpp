// Framing of the editor's messages: accepted variations, and errors that end the session.
#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using support::ExitStatus;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

TEST_CASE("invalid framing is refused once and ends the session", "[framing][fake]") {
    const std::string bad =
        GENERATE(as<std::string>{}, "X: y\r\n\r\n{}", "Content-Length: \r\n\r\n{}",
                 "Content-Length: -2\r\n\r\n{}", "Content-Length: 0x2\r\n\r\n{}",
                 "Content-Length: 2a\r\n\r\n{}", "Content-Length: 99999999999\r\n\r\n",
                 "no colon here\r\n\r\n{}", "LONG");
    INFO(bad);
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->send_raw(bad == "LONG" ? "X-Filler: " + std::string(1'100'000, 'x') + "\r\n" : bad);
    CHECK(editor->wait_for_exit() == ExitStatus{1, 0});
    int refused = 0;
    for (const Json& message : editor->received())
        if (message.contains("error") && message["error"]["code"] == -32700) {
            ++refused;
            CHECK(message["id"].is_null());
        }
    CHECK(refused == 1);
    editor->expect_conforming();
    CHECK(fakes.started() == 1);
}

TEST_CASE("unusual but valid framing is accepted", "[framing][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const auto echo = [&](const std::string& id, const std::string& before,
                          const std::string& after) {
        const std::string body =
            R"({"jsonrpc":"2.0","id":")" + id + R"(","method":"fake/echo","params":["é😀"]})";
        return before + std::to_string(body.size()) + after + body;
    };
    // The client does not know the ids of frames sent raw, so wait for these replies here.
    const auto answered = [&](const std::string& id) {
        editor->wait_until([&] { return editor->replied(id); }, "the reply to " + id);
        return editor->result(id) == Json::array({"é😀"});
    };
    editor->send_raw(echo("lower case", "content-length: ", "\r\n\r\n"));
    CHECK(answered("lower case"));
    editor->send_raw(echo("upper case, no blank", "CONTENT-LENGTH:", "\r\n\r\n"));
    CHECK(answered("upper case, no blank"));
    editor->send_raw(echo("line feeds", "Content-Length: ", "\n\n"));
    CHECK(answered("line feeds"));
    editor->send_raw(echo("type first",
                          "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n"
                          "Content-Length: ",
                          "\r\n\r\n"));
    CHECK(answered("type first"));
    editor->send_raw(echo("type last", "Content-Length: ", "\r\nContent-Type: x\r\n\r\n"));
    CHECK(answered("type last"));
    for (const char byte : echo("byte by byte", "Content-Length: ", "\r\n\r\n")) {
        editor->send_raw(std::string(1, byte));
        editor->pump(std::chrono::milliseconds(0));
    }
    CHECK(answered("byte by byte"));
    editor->send_raw(echo("two", "Content-Length: ", "\r\n\r\n") +
                     echo("at once", "Content-Length: ", "\r\n\r\n"));
    CHECK(answered("two"));
    CHECK(answered("at once"));
    editor->send_raw(support::framed(R"({"foo": "neither request nor reply"})"));
    editor->call("fake/echo", Json::object());
    CHECK(fakes.started() == 1);
}

TEST_CASE("ids of all kinds come back unchanged", "[framing][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    for (const Json& id : {Json(77), Json("77"), Json(0), Json(-1), Json(9007199254740991),
                           Json(""), Json("<é😀\"\\>"), Json("a\nb")}) {
        editor->request_as(id, "fake/echo", {{"id", id}});
        CHECK(editor->result(id)["id"] == id);
    }
    steps::finish(*editor);
}

TEST_CASE("a message of 64 MiB passes in both directions", "[framing][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    constexpr std::size_t kBytes = std::size_t{64} << 20;
    const Json answer = editor->call("fake/big", {{"bytes", kBytes}});
    CHECK(answer.get<std::string>().size() == kBytes);
    const std::string uri = Sandbox::uri(sandbox.path("big.go"));
    editor->open(uri, "package big // " + std::string(kBytes, 'x') + "\n");
    const Json hover = editor->call("textDocument/hover", editor->at(uri, "package"));
    CHECK(Json::parse(hover["contents"]["value"].get<std::string>())["bytes"] ==
          editor->text(uri).size());
    CHECK(fakes.started() == 1);
    steps::finish(*editor);
}

TEST_CASE("many requests at once are all answered when the editor reads late", "[framing][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->pause_reading();
    std::vector<Json> ids;
    for (int i = 0; i < 2000; ++i)
        ids.push_back(editor->request("fake/echo", {{"i", i}, {"text", std::string(200, 'e')}}));
    editor->resume_reading();
    for (std::size_t i = 0; i < ids.size(); ++i) CHECK(editor->result(ids[i])["i"] == i);
    CHECK(fakes.started() == 1);
    steps::finish(*editor);
}
