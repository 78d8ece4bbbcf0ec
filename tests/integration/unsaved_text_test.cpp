// Unsaved text, which survives a replacement byte for byte, with emoji and CRLF.
#include <signal.h>

#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using core::Event;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

TEST_CASE("unsaved text in the fake survives a replacement byte for byte", "[unsaved_text][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "die"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const std::string uri = Sandbox::uri(sandbox.path("text.go"));
    editor->open(uri,
                 "package a\r\n\r\n// 😀 é 漢 \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB\r\n"
                 "var s = \"tab\\t\"\r\n\r\n");
    editor->insert(uri, "漢", "👩‍💻");
    editor->replace(uri, "😀 é", "é\xCC\x81😀😀");
    editor->replace(uri, "\r\nvar", "\n\n\r\nvar");
    editor->change(uri, support::end_of(editor->text(uri)), support::end_of(editor->text(uri)),
                   "// the end, with no line end: \xE2\x80\xA8 😀");
    // Several edits in one message; each applies to the result of the one before.
    const std::string other = Sandbox::uri(sandbox.path("other.go"));
    editor->open(other, "a😀b\nsecond\n");
    const auto edit = [](int from, int to, const std::string& text) {
        return Json{{"range",
                     {{"start", {{"line", 0}, {"character", from}}},
                      {"end", {{"line", 0}, {"character", to}}}}},
                    {"text", text}};
    };
    editor->notify(
        "textDocument/didChange",
        {{"textDocument", {{"uri", other}, {"version", 2}}},
         {"contentChanges", Json::array({edit(0, 1, "😀😀"), edit(4, 6, ""), edit(5, 5, "Z")})}});
    const std::string whole = Sandbox::uri(sandbox.path("whole.go"));
    editor->open(whole, "package whole\n");
    editor->notify("textDocument/didChange",
                   {{"textDocument", {{"uri", whole}, {"version", 2}}},
                    {"contentChanges", Json::array({{{"text", "\xEF\xBB\xBFnew 😀\r\n"}}})}});

    const Json before = editor->call("fake/state", Json::object());
    REQUIRE(before["process"] == 1);
    REQUIRE(before["documents"][uri]["text"] == editor->text(uri));
    REQUIRE(before["documents"][other]["text"] == "😀😀bZ\nsecond\n");
    const Json answer = editor->call("textDocument/hover", editor->at(uri, "package"));
    CHECK(Json::parse(answer["contents"]["value"].get<std::string>())["process"] == 2);
    const Json after = editor->call("fake/state", Json::object());
    CHECK(after["process"] == 2);
    CHECK(after["documents"] == before["documents"]);
    CHECK(after["complaints"].empty());
    CHECK(after["initialize"]["capabilities"] == before["initialize"]["capabilities"]);
    steps::finish(*editor);
}

TEST_CASE("unsaved CRLF and emoji in the real gopls survive a replacement",
          "[unsaved_text][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const std::string other = Sandbox::uri(sandbox.module() / "emoji.go");
    editor->open(other,
                 "package main\r\n\r\nvar (\r\n\temoji = \"😀é\"\r\n)\r\n\r\n"
                 "func said() string { return emoji }\r\n");
    editor->insert(other, "\"\r\n)", "👩‍💻😀");
    editor->insert(other, "var", "// 😀\r\nfunc  more( )   { println( emoji ) }\r\n\r\n");
    editor->replace(uri, "greeting(\"world\")", "greeting(\"wörld 😀\" + said()) /* 😀 */");
    const auto ask = [&] {
        return editor->call("textDocument/definition", editor->at(other, "emoji }"));
    };
    const Json before = ask();
    REQUIRE(before.size() == 1);
    steps::expect_same_text(*editor, sandbox, other);

    ::kill(sandbox.servers(Target::real_gopls()).at(0).pid, SIGKILL);
    CHECK(ask() == before);
    steps::expect_same_text(*editor, sandbox, other);
    steps::expect_same_text(*editor, sandbox, uri);
    const Json hover = editor->call("textDocument/hover", editor->at(uri, "said()"));
    CHECK(hover["contents"]["value"].get<std::string>().find("func said() string") !=
          std::string::npos);
    steps::finish(*editor);
}

TEST_CASE("a document with an uncertain text is never replayed to another server",
          "[unsaved_text][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const std::string uri = steps::fake_uri(sandbox);
    const std::string lost = Sandbox::uri(sandbox.path("lost.go"));
    editor->open(lost, "package lost\n");
    const Json nowhere{{"line", 99}, {"character", 0}};
    editor->notify(
        "textDocument/didChange",
        {{"textDocument", {{"uri", lost}, {"version", 2}}},
         {"contentChanges", Json::array({{{"range", {{"start", nowhere}, {"end", nowhere}}},
                                          {"text", "where does this go?"}}})}});
    const Json id = editor->request("textDocument/hover", editor->at(uri, "package"));
    const support::ProxyLog log(sandbox);
    editor->wait_until(
        [&] {
            return log.has({Event::kStall, {{"verdict", "deadlocked"}}});
        },
        "the verdict");
    CHECK_FALSE(editor->replied(id));
    SECTION("until the editor closes it") {
        editor->close(lost);
    }
    SECTION("until the editor sends its full text") {
        editor->notify("textDocument/didChange",
                       {{"textDocument", {{"uri", lost}, {"version", 3}}},
                        {"contentChanges", Json::array({{{"text", "package found\n"}}})}});
    }
    const Json answer = editor->result(id);
    CHECK(Json::parse(answer["contents"]["value"].get<std::string>())["process"] == 2);
    const Json state = editor->call("fake/state", Json::object());
    // A closed document is open in no server. A certain one has the editor's text.
    const Json found = state["documents"].value(lost, Json::object());
    CHECK(found.value("text", "package found\n") == "package found\n");
    CHECK(state["complaints"].empty());
    steps::finish(*editor);
}
