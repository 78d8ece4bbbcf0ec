#include "core/mirror/workspace_folders.hpp"

#include "support/catch.hpp"
#include "unit/core/session_support.hpp"

using namespace session_support;

TEST_CASE("The folders come from workspaceFolders or else from rootUri") {
    CHECK(json::parse(session_with({{"workspaceFolders", json::array({kFolderA, kFolderB})},
                                    {"rootUri", "x"}})
                          .folders.list()) == json::array({kFolderA, kFolderB}));
    CHECK(json::parse(session_with({{"rootUri", "file:///a"}}).folders.list()) ==
          json::array({kFolderA}));
    for (const json& none : {json(), json::array()}) {
        CHECK(json::parse(session_with({{"workspaceFolders", none}, {"rootUri", "file:///x/a/"}})
                              .folders.list()) ==
              json::array({{{"uri", "file:///x/a/"}, {"name", "a"}}}));
    }
    CHECK(session_with({{"rootUri", nullptr}, {"rootPath", "/a"}}).folders.list() == "null");
    CHECK(session_with({{"rootUri", ""}}).folders.list() == "null");
    CHECK(session_with(json()).folders.list() == "null");
    CHECK(Session().folders.reload().empty());
}

TEST_CASE("All spellings of a URI name the same folder") {
    Session session = session_with(
        {{"workspaceFolders", json::array({{{"uri", "file:///p%40c"}, {"name", "a"}}})}});
    change_folders(session, {{{"uri", "file:///p@c/"}, {"name", "again"}}}, {});
    CHECK(session.folders.paths() == std::vector<std::string>{"/p@c"});
    change_folders(session, {kFolderB}, {{{"uri", "file://p@c"}, {"name", ""}}});
    CHECK(session.folders.paths() == std::vector<std::string>{"/b"});
}

TEST_CASE("Folders change as they do in gopls") {
    Session session =
        session_with({{"workspaceFolders", json::array({kFolderA, {{"uri", "git:/x"}}})}});
    CHECK(session.folders.paths() == std::vector<std::string>{"/a"});
    SECTION("folders that are not files are skipped") {
        change_folders(session, {{{"uri", "vscode-vfs://x"}}, kFolderB},
                       {{{"uri", "vscode-vfs://y"}}});
        CHECK(session.folders.paths() == std::vector<std::string>{"/a", "/b"});
    }
    SECTION("nothing is added after a folder that cannot be removed") {
        change_folders(session, {kFolderB}, {{{"uri", "file:///unknown"}}, kFolderA});
        CHECK(session.folders.paths() == std::vector<std::string>{"/a"});
    }
    SECTION("nothing changes before gopls receives initialized") {
        notify(session, "workspace/didChangeWorkspaceFolders",
               {{"event", {{"removed", json::array({kFolderA})}, {"added", json::array()}}}});
        CHECK(session.folders.paths() == std::vector<std::string>{"/a"});
        session.initialized_early = true;
        notify(session, "workspace/didChangeWorkspaceFolders",
               {{"event", {{"removed", json::array({kFolderA})}, {"added", json::array()}}}});
        CHECK(session.folders.paths().empty());
    }
    SECTION("a message that gopls rejects changes nothing") {
        notify(session, "workspace/didChangeWorkspaceFolders",
               {{"event", {{"removed", json::array({kFolderA})}, {"added", 7}}}});
        CHECK(session.folders.paths() == std::vector<std::string>{"/a"});
    }
}

TEST_CASE("Without a folder the first document's folder is used") {
    Session session = session_with({{"rootUri", nullptr}});
    const auto open = [&](const char* uri) {
        notify(session, "textDocument/didOpen", {{"textDocument", {{"uri", uri}, {"text", ""}}}});
    };
    open("file:///early/a.go");  // gopls has no views before it is initialized
    CHECK(session.folders.paths().empty());
    session.phase = Session::Phase::kRunning;
    open("untitled:b.go");
    CHECK(session.folders.paths().empty());
    open("file:///x%20y/pkg/a.go");
    open("file:///other/b.go");
    CHECK(session.folders.paths() == std::vector<std::string>{"/x y/pkg"});
    REQUIRE(messages(session).size() == 1);
    CHECK(messages(session)[0].at("params").at("event").at("added") ==
          json::array({{{"uri", "file:///x%20y/pkg"}, {"name", "pkg"}}}));
    change_folders(session, {}, {{{"uri", "file:///x%20y/pkg"}, {"name", "pkg"}}});
    open("file:///b.go");
    CHECK(session.folders.paths() == std::vector<std::string>{"/"});
}

TEST_CASE("A folder without a view in gopls does not count") {
    Session session = session_with({{"workspaceFolders", json::array({kFolderA})}});
    session.phase = Session::Phase::kRunning;
    const auto open = [&](const char* uri) {
        notify(session, "textDocument/didOpen", {{"textDocument", {{"uri", uri}, {"text", ""}}}});
    };
    const auto fails = [&](const std::vector<std::string>& uris) {
        std::string text = "Error loading workspace folders (expected 1, got 0)\n";
        for (const std::string& uri : uris)
            text += "failed to load view for " + uri + ": chdir: no such file or directory\n";
        session.folders.message_shown(json{{"type", 1}, {"message", text}}.dump());
    };
    using Paths = std::vector<std::string>;
    SECTION("the folder of the next document is used instead") {
        fails({"file:///a"});
        open("file:///b/b.go");
        open("file:///c/c.go");
        CHECK(session.folders.paths() == Paths{"/a", "/b"});
    }
    SECTION("also if the document was opened before gopls reported the failure") {
        open("file:///b/b.go");
        open("file:///c/c.go");
        CHECK(session.folders.paths() == Paths{"/a"});
        fails({"file:///a"});
        CHECK(session.folders.paths() == Paths{"/a", "/b"});
        fails({"file:///b"});
        CHECK(session.folders.paths() == Paths{"/a", "/c"});
    }
    SECTION("the folder of a missing document is tried again by the next document") {
        open("file:///b/b.go");
        open("file:///b/c.go");
        fails({"file:///a"});
        open("file:///b/d.go");
        open("file:///c/c.go");
        fails({"file:///b"});
        fails({"file:///b"});
        CHECK(session.folders.paths() == Paths{"/a", "/b"});
        fails({"file:///b"});
        CHECK(session.folders.paths() == Paths{"/a", "/c"});
    }
    SECTION("a fresh gopls gets the named folders but not the inferred one") {
        change_folders(session, {kFolderB}, {});
        fails({"file:///b", "file:///a"});
        open("file:///c/c.go");
        const auto told = messages(session);
        REQUIRE(told.size() == 1);
        CHECK(told[0].at("params").at("event").at("added").size() == 2);
        CHECK(told[0].at("params").at("event").at("added")[1].at("uri") == "file:///c");
    }
    SECTION("it cannot be removed and the rest of that message is ignored") {
        change_folders(session, {kFolderB}, {});
        fails({"file:///a"});
        change_folders(session, {}, {kFolderA, kFolderB});
        CHECK(session.folders.paths() == Paths{"/b"});
    }
    SECTION("a view exists once gopls reports it or has loaded a named folder") {
        open("file:///b/b.go");
        fails({"file:///a"});
        session.folders.loaded();
        CHECK_FALSE(session.folders.has_view_for_sure());
        SECTION("reported") {
            session.message_logged(R"({"type":3,"message":"Created View (#1)\n\tdirectory=/b"})");
            CHECK(session.folders.has_view_for_sure());
        }
        SECTION("loaded") {
            change_folders(session, {kFolderB}, {});
            session.folders.loaded();
            CHECK(session.folders.has_view_for_sure());
        }
    }
    SECTION("other messages and folders change nothing") {
        fails({"file:///aa", "file:///"});
        session.folders.message_shown(
            R"({"type":1,"message":"failed to load view for file:///a"})");
        session.folders.message_shown(
            R"({"type":1,"message":["failed to load view for file:///a: x"]})");
        open("file:///b/b.go");
        CHECK(session.folders.paths() == Paths{"/a"});
    }
}

TEST_CASE("catch_up sends the folder changes since initialize") {
    Session session = session_with({{"workspaceFolders", json::array({kFolderA})}});
    CHECK(session.catch_up().empty());
    SECTION("added") {
        change_folders(session, {kFolderB}, {});
        REQUIRE(messages(session).size() == 1);
        CHECK(messages(session)[0].at("params").at("event") ==
              json{{"added", json::array({kFolderB})}, {"removed", json::array()}});
    }
    SECTION("replaced") {
        change_folders(session, {kFolderB}, {kFolderA});
        REQUIRE(messages(session).size() == 2);
        CHECK(messages(session)[0].at("params").at("event") ==
              json{{"added", json::array()}, {"removed", json::array({kFolderA})}});
        CHECK(messages(session)[1].at("params").at("event") ==
              json{{"added", json::array({kFolderB})}, {"removed", json::array()}});
    }
    SECTION("added and removed again") {
        change_folders(session, {kFolderB}, {});
        change_folders(session, {}, {kFolderB});
        CHECK(session.catch_up().empty());
    }
    SECTION("added twice") {
        change_folders(session, {kFolderB, kFolderB}, {});
        CHECK(json::parse(session.folders.list()).size() == 2);
    }
    SECTION("malformed") {
        notify(session, "workspace/didChangeWorkspaceFolders", {{"event", 7}});
        notify(
            session, "workspace/didChangeWorkspaceFolders",
            {{"event", {{"added", json::array({7, "x"})}, {"removed", json::array({nullptr})}}}});
        CHECK_NOTHROW(session.catch_up());
    }
}

TEST_CASE("reload removes and adds each folder in one message") {
    Session session = session_with({{"workspaceFolders", json::array({kFolderA})}});
    change_folders(session, {kFolderB}, {});
    const std::string frames = session.folders.reload();
    const std::string second = frames.substr(frames.find("Content-Length", 1));
    const std::string first = frames.substr(0, frames.size() - second.size());
    for (const auto& [frame, folder] : {std::pair{first, kFolderA}, std::pair{second, kFolderB}}) {
        const json message = json::parse(lsp::body_of(frame));
        CHECK(message.at("method") == "workspace/didChangeWorkspaceFolders");
        CHECK(message.at("params").at("event").at("added") == json::array({folder}));
        CHECK(message.at("params").at("event").at("removed") == json::array({folder}));
    }
}

TEST_CASE("Folders may change before gopls reports the ones without a view") {
    Session session = session_with({{"workspaceFolders", json::array({kFolderA})}});
    change_folders(session, {kFolderB}, {kFolderA});
    CHECK(session.folders.paths() == std::vector<std::string>{"/b"});
    const auto fails = [&](const std::string& uri) {
        const std::string text = "failed to load view for " + uri + ": no such directory";
        session.folders.message_shown(json{{"type", 1}, {"message", text}}.dump());
    };
    SECTION("a failed removal discards the folders added with it") {
        fails("file:///a");
        CHECK(session.folders.paths().empty());
        change_folders(session, {kFolderB}, {});
        CHECK(session.folders.paths() == std::vector<std::string>{"/b"});
    }
    SECTION("a folder named again is tried again and comes last") {
        change_folders(session, {kFolderA}, {});
        CHECK(session.folders.paths() == std::vector<std::string>{"/b", "/a"});
        fails("file:///a");
        CHECK(session.folders.paths() == std::vector<std::string>{"/a"});
        fails("file:///a");
        CHECK(session.folders.paths() == std::vector<std::string>{"/a"});
        CHECK_FALSE(session.folders.has_view_for_sure());
    }
    SECTION("old removals are forgotten") {
        for (int i = 0; i < 100; ++i) {
            change_folders(session, {{{"uri", "file:///n"}, {"name", "n"}}}, {});
            change_folders(session, {}, {{{"uri", "file:///n"}, {"name", "n"}}});
        }
        fails("file:///a");
        CHECK(session.folders.paths() == std::vector<std::string>{"/b"});
        fails("file:///b");  // still a folder, but without a view
        change_folders(session, {}, {kFolderB});
        CHECK(session.folders.paths().empty());
    }
}
