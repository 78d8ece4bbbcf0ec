// Unsaved text: either the new server has exactly the editor's text, or there is no switch.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("a replayed didOpen has the editor's text and version") {
    World world;
    world.session_runs();
    // The emoji takes two UTF-16 units; lines end with CRLF.
    world.editor.opens(kFile, "package a\r\n// \U0001F600 x\r\nvar s = \"\u00e9\"\r\n");
    world.editor.types(kFile, {{1, 5}, {1, 7}}, " y\u00df");
    world.editor.types(kFile, {{1, 5}, {1, 5}}, "\U0001F680");
    world.editor.types(kFile, {{2, 9}, {2, 10}}, "e\r\n");
    world.editor.types(kFile, {{0, 0}, {0, 7}}, "module");
    deadlocks_and_is_replaced(world);
    const Message* open = last(world.gopls(2).received, "textDocument/didOpen");
    REQUIRE(open);
    const json document = open->params().at("textDocument");
    CHECK(document.at("text") ==
          "module a\r\n// \U0001F600\U0001F680 y\u00df\r\nvar s = \"e\r\n\"\r\n");
    CHECK(document.at("version") == 5);
    CHECK(document.at("languageId") == "go");
    CHECK(document.at("uri") == kFile);
}

TEST_CASE("every open document is replayed but no closed one") {
    World world;
    world.session_runs();
    world.editor.opens("file:///w/a.go", "package a\n");
    world.editor.opens("file:///w/b.go", "package b\n");
    world.editor.opens("file:///w/with%20space.mod", "module m\n");
    world.editor.closes("file:///w/a.go");
    world.editor.replaces_text("file:///w/b.go", "package b // \"quoted\"\n\t\\\n");
    deadlocks_and_is_replaced(world);
    CHECK(world.gopls(2).texts == world.editor.texts);
    CHECK(world.gopls(2).texts.size() == 2);
}

TEST_CASE("a document without a URI is not replayed since gopls could not load with it") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.compares_texts = false;
    world.editor.notifies("textDocument/didOpen",
                          {{"textDocument", {{"uri", ""}, {"version", 1}, {"text", "x"}}}});
    deadlocks_and_is_replaced(world);
    CHECK(count(world.gopls(2).received, "textDocument/didOpen") == 1);
    CHECK(world.gopls(2).texts.at(kFile).text == "package a\n");
}

TEST_CASE("the document with a waiting request is replayed first") {
    World world;
    world.session_runs();
    for (const char* uri : {"file:///w/0.go", kFile.c_str(), "file:///w/z.go"}) {
        world.editor.opens(uri, "package a\n");
    }
    std::string expected = kFile;
    SECTION("a request waits for one of the documents") {
        deadlocks_and_is_replaced(world);
    }
    SECTION("no request waits: the document changed last comes first") {
        expected = "file:///w/0.go";
        world.editor.types(expected, {{0, 0}, {0, 0}}, "//\n");
        world.passes(3s);
        world.dies(1, {0, 9});
        world.passes(10s);
    }
    const auto& told = world.gopls(2).received;
    const auto opened = std::find_if(told.begin(), told.end(), [](const Message& message) {
        return message.method == "textDocument/didOpen";
    });
    REQUIRE(opened != told.end());
    CHECK(opened->params().at("textDocument").at("uri") == expected);
    CHECK(world.gopls(2).texts.size() == 3);
}

TEST_CASE("an uncertain text prevents a switch until it is certain again") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    types_nonsense(world);
    deadlocks(world);
    world.passes(1min);
    CHECK(world.newest() == 1);
    CHECK(world.times_logged({Event::kNoReplacement}) == 1);
    CHECK(world.engine.metrics().counters.distrusted_documents == 1);

    SECTION("the editor sends the full text") {
        world.editor.replaces_text(kFile, "package whole\n");
    }
    SECTION("the editor closes the document") {
        world.editor.closes(kFile);
    }
    world.passes(5s);
    CHECK(world.active() == 2);
    CHECK(world.gopls(2).texts == world.editor.texts);
}

TEST_CASE("a text that becomes uncertain while the standby is prepared prevents the switch") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    const auto phase = GENERATE(as<std::string>(), "initialize", "initialized");
    world.on_spawn = [&](Gopls& gopls) {
        if (gopls.start.generation == 2) gopls.hangs_on(phase);
    };
    deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    types_nonsense(world);
    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.active() == 1);
    CHECK(world.gopls(2).ended);

    // The old gopls has the document open and must receive its changes as before.
    const std::size_t opens = count(world.gopls(1).received, "textDocument/didOpen");
    const std::size_t changes = count(world.gopls(1).received, "textDocument/didChange");
    world.editor.types(kFile, {{0, 0}, {0, 0}}, "x");
    world.editor.replaces_text(kFile, "package whole\n");
    CHECK(count(world.gopls(1).received, "textDocument/didChange") == changes + 2);
    CHECK(count(world.gopls(1).received, "textDocument/didOpen") == opens);
    CHECK(world.gopls(1).texts == world.editor.texts);
}

TEST_CASE("after a death the next gopls gets an uncertain text as the dead one had it") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.editor.types(kFile, {{0, 0}, {0, 0}}, "// unsaved\n");
    SECTION("the edit does not fit") {
        types_nonsense(world);
    }
    SECTION("the first change of an edit fits, and a later one does not") {
        world.editor.notifies("textDocument/didChange", json::parse(R"({
            "textDocument": {"uri": "file:///w/a.go", "version": 7},
            "contentChanges": [
                {"range": {"start": {"line": 0, "character": 0},
                           "end": {"line": 0, "character": 2}}, "text": ""},
                {"range": {"start": {"line": 400, "character": 0},
                           "end": {"line": 400, "character": 1}}, "text": "?"}]})"));
    }
    world.editor.types(kFile, {{1, 0}, {1, 0}}, "/**/");  // fits, and gopls applies it
    const scenario::Text dead_has = world.gopls(1).texts.at(kFile);
    world.dies(1, {0, 9});
    REQUIRE(world.active() == 2);
    CHECK(world.gopls(2).texts.at(kFile) == dead_has);
    CHECK(dead_has.text == "// unsaved\n/**/package a\n");

    // The editor's text still differs, so no living server is replaced.
    deadlocks(world);
    world.passes(1min);
    CHECK(world.newest() == 2);
    world.editor.replaces_text(kFile, "package whole\n");
    world.passes(5s);
    CHECK(world.active() == 3);
    CHECK(world.gopls(3).texts == world.editor.texts);
}

TEST_CASE("a text that becomes certain while the next gopls starts is opened only once") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    types_nonsense(world);
    world.on_spawn = [](Gopls& gopls) { gopls.hangs_on("initialize"); };
    world.dies(1, {0, 9});
    REQUIRE(world.active() == 2);
    world.editor.replaces_text(kFile, "package whole\n");
    CHECK(world.gopls(2).notifications().empty());

    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.gopls(2).notifications() ==
          std::vector<std::string>{"initialized", "textDocument/didOpen"});
    world.editor.types(kFile, {{0, 0}, {0, 0}}, "//");
    CHECK(world.gopls(2).texts == world.editor.texts);
}

TEST_CASE("a replayed document keeps its language") {
    World world;
    world.session_runs();
    const std::vector<std::string> languages{"go", "go.mod", "go.sum", "go.work", "gotmpl", "asm"};
    for (const std::string& language : languages) {
        world.editor.opens("file:///w/" + language, "text of " + language, language);
    }
    deadlocks_and_is_replaced(world);
    std::vector<std::string> told;
    for (const Message& message : world.gopls(2).received) {
        if (message.method != "textDocument/didOpen") continue;
        const json document = message.params().at("textDocument");
        told.push_back(document.at("languageId"));
        CHECK(document.at("uri") == "file:///w/" + told.back());
    }
    CHECK(std::set<std::string>(told.begin(), told.end()) ==
          std::set<std::string>(languages.begin(), languages.end()));
    CHECK(told.size() == languages.size());
}
