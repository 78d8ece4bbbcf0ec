#include "core/mirror/session.hpp"

#include "lsp/message.hpp"
#include "support/catch.hpp"

using core::Session;
using nlohmann::json;

namespace {

Session session_with(const json& params) {
    Session session;
    session.initialize_requested(lsp::RequestId::from_integer(1),
                                 json{{"id", 1}, {"params", params}}.dump());
    return session;
}

const json kFolderA = {{"uri", "file:///a"}, {"name", "a"}};
const json kFolderB = {{"uri", "file:///b"}, {"name", "b"}};

void notify(Session& session, const char* method, const json& params) {
    session.notified(method, params.dump());
}

using Items = std::vector<json>;

void change_folders(Session& session, const Items& added, const Items& removed) {
    session.phase = Session::Phase::kRunning;
    notify(session, "workspace/didChangeWorkspaceFolders",
           {{"event", {{"added", added}, {"removed", removed}}}});
}

json item(const char* section, const char* scope = nullptr) {
    json i = {{"section", section}};
    if (scope) i["scopeUri"] = scope;
    return i;
}

std::string asking(const Items& items) {
    return json{{"items", items}}.dump();
}

void answer(Session& session, const Items& items, const json& result) {
    session.configuration_answered(asking(items), json{{"id", 1}, {"result", result}}.dump());
}

std::vector<json> messages(const Session& session) {
    std::vector<json> all;
    for (const std::string& frame : session.catch_up())
        all.push_back(json::parse(lsp::body_of(frame)));
    return all;
}

json initialize_result(json capabilities) {
    return {{"id", 1}, {"result", {{"capabilities", std::move(capabilities)}}}};
}

}  // namespace

TEST_CASE("the parameters of initialize are kept as they came") {
    Session session;
    session.initialize_requested(lsp::RequestId::from_integer(1),
                                 R"({"id":1,"params":{"n":1.50, "x":"\u00e9"}})");
    CHECK(session.initialize_params() == R"({"n":1.50, "x":"\u00e9"})");
    CHECK(session.phase == Session::Phase::kInitializing);
}

TEST_CASE("the folders: of initialize, of its root, or none") {
    CHECK(json::parse(session_with({{"workspaceFolders", json::array({kFolderA, kFolderB})},
                                    {"rootUri", "x"}})
                          .workspace_folders()) == json::array({kFolderA, kFolderB}));
    CHECK(json::parse(session_with({{"rootUri", "file:///a"}}).workspace_folders()) ==
          json::array({kFolderA}));
    for (const json& none : {json(), json::array()}) {
        CHECK(json::parse(session_with({{"workspaceFolders", none}, {"rootUri", "file:///x/a/"}})
                              .workspace_folders()) ==
              json::array({{{"uri", "file:///x/a/"}, {"name", "a"}}}));
    }
    CHECK(session_with({{"rootUri", nullptr}, {"rootPath", "/a"}}).workspace_folders() == "null");
    CHECK(session_with({{"rootUri", ""}}).workspace_folders() == "null");
    CHECK(session_with(json()).workspace_folders() == "null");
    CHECK(Session().reload_views().empty());
}

TEST_CASE("a folder is the same however its URI is spelled") {
    Session session = session_with(
        {{"workspaceFolders", json::array({{{"uri", "file:///p%40c"}, {"name", "a"}}})}});
    change_folders(session, {{{"uri", "file:///p@c/"}, {"name", "again"}}}, {});
    CHECK(session.folder_paths() == std::vector<std::string>{"/p@c"});
    change_folders(session, {kFolderB}, {{{"uri", "file://p@c"}, {"name", ""}}});
    CHECK(session.folder_paths() == std::vector<std::string>{"/b"});
}

TEST_CASE("folders are changed as gopls changes them") {
    Session session =
        session_with({{"workspaceFolders", json::array({kFolderA, {{"uri", "git:/x"}}})}});
    CHECK(session.folder_paths() == std::vector<std::string>{"/a"});
    SECTION("what is no file is passed over") {
        change_folders(session, {{{"uri", "vscode-vfs://x"}}, kFolderB},
                       {{{"uri", "vscode-vfs://y"}}});
        CHECK(session.folder_paths() == std::vector<std::string>{"/a", "/b"});
    }
    SECTION("after one that cannot be removed nothing is added") {
        change_folders(session, {kFolderB}, {{{"uri", "file:///unknown"}}, kFolderA});
        CHECK(session.folder_paths() == std::vector<std::string>{"/a"});
    }
    SECTION("before gopls is told that the session begins, nothing is taken") {
        notify(session, "workspace/didChangeWorkspaceFolders",
               {{"event", {{"removed", json::array({kFolderA})}, {"added", json::array()}}}});
        CHECK(session.folder_paths() == std::vector<std::string>{"/a"});
        session.initialized_early = true;
        notify(session, "workspace/didChangeWorkspaceFolders",
               {{"event", {{"removed", json::array({kFolderA})}, {"added", json::array()}}}});
        CHECK(session.folder_paths().empty());
    }
    SECTION("a message that gopls does not take changes nothing") {
        notify(session, "workspace/didChangeWorkspaceFolders",
               {{"event", {{"removed", json::array({kFolderA})}, {"added", 7}}}});
        CHECK(session.folder_paths() == std::vector<std::string>{"/a"});
    }
}

TEST_CASE("without a folder the first document brings its own") {
    Session session = session_with({{"rootUri", nullptr}});
    const auto open = [&](const char* uri) {
        notify(session, "textDocument/didOpen", {{"textDocument", {{"uri", uri}, {"text", ""}}}});
    };
    open("file:///early/a.go");  // gopls has no views before it is initialized
    CHECK(session.folder_paths().empty());
    session.phase = Session::Phase::kRunning;
    open("untitled:b.go");
    CHECK(session.folder_paths().empty());
    open("file:///x%20y/pkg/a.go");
    open("file:///other/b.go");
    CHECK(session.folder_paths() == std::vector<std::string>{"/x y/pkg"});
    REQUIRE(messages(session).size() == 1);
    CHECK(messages(session)[0].at("params").at("event").at("added") ==
          json::array({{{"uri", "file:///x%20y/pkg"}, {"name", "pkg"}}}));
    change_folders(session, {}, {{{"uri", "file:///x%20y/pkg"}, {"name", "pkg"}}});
    open("file:///b.go");
    CHECK(session.folder_paths() == std::vector<std::string>{"/"});
}

TEST_CASE("a folder that gopls has no view of counts for nothing") {
    Session session = session_with({{"workspaceFolders", json::array({kFolderA})}});
    session.phase = Session::Phase::kRunning;
    const auto open = [&](const char* uri) {
        notify(session, "textDocument/didOpen", {{"textDocument", {{"uri", uri}, {"text", ""}}}});
    };
    const auto fails = [&](const std::vector<std::string>& uris) {
        std::string text = "Error loading workspace folders (expected 1, got 0)\n";
        for (const std::string& uri : uris)
            text += "failed to load view for " + uri + ": chdir: no such file or directory\n";
        session.message_shown(json{{"type", 1}, {"message", text}}.dump());
    };
    using Paths = std::vector<std::string>;
    SECTION("the folder of the next document is taken instead") {
        fails({"file:///a"});
        open("file:///b/b.go");
        open("file:///c/c.go");
        CHECK(session.folder_paths() == Paths{"/a", "/b"});
    }
    SECTION("also where the document was opened before gopls told") {
        open("file:///b/b.go");
        open("file:///c/c.go");
        CHECK(session.folder_paths() == Paths{"/a"});
        fails({"file:///a"});
        CHECK(session.folder_paths() == Paths{"/a", "/b"});
        fails({"file:///b"});
        CHECK(session.folder_paths() == Paths{"/a", "/c"});
    }
    SECTION("a folder of a document that is not there is tried again by the next") {
        open("file:///b/b.go");
        open("file:///b/c.go");
        fails({"file:///a"});
        open("file:///b/d.go");
        open("file:///c/c.go");
        fails({"file:///b"});
        fails({"file:///b"});
        CHECK(session.folder_paths() == Paths{"/a", "/b"});
        fails({"file:///b"});
        CHECK(session.folder_paths() == Paths{"/a", "/c"});
    }
    SECTION("a fresh gopls tries what it was told by name, not what was made up") {
        change_folders(session, {kFolderB}, {});
        fails({"file:///b", "file:///a"});
        open("file:///c/c.go");
        const auto told = messages(session);
        REQUIRE(told.size() == 1);
        CHECK(told[0].at("params").at("event").at("added").size() == 2);
        CHECK(told[0].at("params").at("event").at("added")[1].at("uri") == "file:///c");
    }
    SECTION("it cannot be removed, and what comes after it in the message is not done") {
        change_folders(session, {kFolderB}, {});
        fails({"file:///a"});
        change_folders(session, {}, {kFolderA, kFolderB});
        CHECK(session.folder_paths() == Paths{"/b"});
    }
    SECTION("a view is there once gopls says so, or has loaded a folder that was named") {
        open("file:///b/b.go");
        fails({"file:///a"});
        session.loaded();
        CHECK_FALSE(session.has_view_for_sure());
        SECTION("it says so") {
            session.message_logged(R"({"type":3,"message":"Created View (#1)\n\tdirectory=/b"})");
            CHECK(session.has_view_for_sure());
        }
        SECTION("it has loaded") {
            change_folders(session, {kFolderB}, {});
            session.loaded();
            CHECK(session.has_view_for_sure());
        }
    }
    SECTION("other messages and folders change nothing") {
        fails({"file:///aa", "file:///"});
        session.message_shown(R"({"type":1,"message":"failed to load view for file:///a"})");
        session.message_shown(R"({"type":1,"message":["failed to load view for file:///a: x"]})");
        open("file:///b/b.go");
        CHECK(session.folder_paths() == Paths{"/a"});
    }
}

TEST_CASE("what commands have switched on is known by folder") {
    Session session;
    const auto toggle = [&](const char* uri) {
        return session.toggled(json{{"command", "gopls.gc_details"}, {"arguments", {uri}}}.dump());
    };
    CHECK(toggle("file:///a/x.go") == "/a");
    CHECK(toggle("file:///ab/x.go") == "/ab");
    CHECK_FALSE(toggle("file:///a/y.go"));  // off again, by another file of that folder
    CHECK(session.toggles() == Session::Toggles{{"/ab", "file:///ab/x.go"}});
    for (const char* broken : {"", "{}", R"({"arguments":[]})", R"({"arguments":[7]})"})
        CHECK_FALSE(session.toggled(broken));
    CHECK(session.toggles().size() == 1);
    const auto created = [&](const std::string& directory, bool stays = false) {
        const std::string text = "Created View (#2)\n\tdirectory=" + directory + "\n\tx=y";
        session.view_created(json{{"message", text}}.dump(),
                             [&](const std::string&) { return stays; });
        return session.toggles().size();
    };
    CHECK(created("/a") == 1);
    CHECK(created("/ab", true) == 1);
    CHECK(created("/ab") == 0);
    toggle("file:///ab/x.go");
    session.switched_off("/ab");
    CHECK(session.toggles().empty());
}

TEST_CASE("an answer about configuration is given back as it was written") {
    Session session;
    session.configuration_answered(
        asking({item("gopls")}),
        R"({"id":1,"result":[{"a":1.50,"b":12345678901234567890,"c":"\ud800"}]})");
    CHECK(session.known_configuration(asking({item("gopls")})) ==
          R"([{"a":1.50,"b":12345678901234567890,"c":"\ud800"}])");
}

TEST_CASE("folders that came and went since initialize are told again") {
    Session session = session_with({{"workspaceFolders", json::array({kFolderA})}});
    CHECK(session.catch_up().empty());
    SECTION("added") {
        change_folders(session, {kFolderB}, {});
        REQUIRE(messages(session).size() == 1);
        CHECK(messages(session)[0].at("params").at("event") ==
              json{{"added", json::array({kFolderB})}, {"removed", json::array()}});
    }
    SECTION("exchanged") {
        change_folders(session, {kFolderB}, {kFolderA});
        REQUIRE(messages(session).size() == 2);
        CHECK(messages(session)[0].at("params").at("event") ==
              json{{"added", json::array()}, {"removed", json::array({kFolderA})}});
        CHECK(messages(session)[1].at("params").at("event") ==
              json{{"added", json::array({kFolderB})}, {"removed", json::array()}});
    }
    SECTION("there and back") {
        change_folders(session, {kFolderB}, {});
        change_folders(session, {}, {kFolderB});
        CHECK(session.catch_up().empty());
    }
    SECTION("added twice is there once") {
        change_folders(session, {kFolderB, kFolderB}, {});
        CHECK(json::parse(session.workspace_folders()).size() == 2);
    }
    SECTION("broken") {
        notify(session, "workspace/didChangeWorkspaceFolders", {{"event", 7}});
        notify(
            session, "workspace/didChangeWorkspaceFolders",
            {{"event", {{"added", json::array({7, "x"})}, {"removed", json::array({nullptr})}}}});
        CHECK_NOTHROW(session.catch_up());
    }
}

TEST_CASE("reloading removes and adds each folder in one message") {
    Session session = session_with({{"workspaceFolders", json::array({kFolderA})}});
    change_folders(session, {kFolderB}, {});
    const std::string frames = session.reload_views();
    const std::string second = frames.substr(frames.find("Content-Length", 1));
    const std::string first = frames.substr(0, frames.size() - second.size());
    for (const auto& [frame, folder] : {std::pair{first, kFolderA}, std::pair{second, kFolderB}}) {
        const json message = json::parse(lsp::body_of(frame));
        CHECK(message.at("method") == "workspace/didChangeWorkspaceFolders");
        CHECK(message.at("params").at("event").at("added") == json::array({folder}));
        CHECK(message.at("params").at("event").at("removed") == json::array({folder}));
    }
}

TEST_CASE("the last trace and configuration are told again, in that order, before the folders") {
    Session session = session_with({{"workspaceFolders", json::array({kFolderA})}});
    notify(session, "workspace/didChangeConfiguration", {{"settings", 1}});
    change_folders(session, {kFolderB}, {});
    notify(session, "$/setTrace", {{"value", "off"}});
    notify(session, "workspace/didChangeConfiguration", {{"settings", 2}});
    const auto told = messages(session);
    REQUIRE(told.size() == 3);
    CHECK(told[0].at("method") == "$/setTrace");
    CHECK(told[1].at("params") == json{{"settings", 2}});
    CHECK(told[2].at("method") == "workspace/didChangeWorkspaceFolders");
}

TEST_CASE("configuration is known item by item") {
    Session session;
    CHECK_FALSE(session.known_configuration(asking({item("gopls")})));
    answer(session, {item("gopls"), item("gopls", "file:///a")},
           json::array({{{"x", 1}}, {{"x", 2}}}));
    const auto known = [&](const Items& items) {
        const auto answered = session.known_configuration(asking(items));
        return answered ? json::parse(*answered) : json("nothing");
    };
    CHECK(known({item("gopls")}) == json::array({{{"x", 1}}}));
    CHECK(known({item("gopls", "file:///a"), item("gopls")}) ==
          json::array({{{"x", 2}}, {{"x", 1}}}));
    // The order of members is not part of an item.
    CHECK(json::parse(*session.known_configuration(
              R"({"items":[{"section":"gopls","scopeUri":"file:///a"}]})")) ==
          json::array({{{"x", 2}}}));
    CHECK(known({item("gopls"), item("other")}) == json::array({{{"x", 1}}, nullptr}));
    CHECK(known({item("other")}) == "nothing");
    answer(session, {item("gopls")}, json::array({{{"x", 3}}}));
    CHECK(known({item("gopls")}) == json::array({{{"x", 3}}}));
}

TEST_CASE("answers that do not fit the question are not kept") {
    Session session;
    answer(session, {item("a"), item("b")}, json::array({1}));
    answer(session, {item("a")}, "no array");
    session.configuration_answered("broken", "broken");
    CHECK_FALSE(session.known_configuration(asking({item("a"), item("b")})));
    CHECK_FALSE(session.known_configuration("broken"));
}

TEST_CASE("as many nulls as items were asked for") {
    CHECK(Session::null_configuration(asking({item("a"), item("b")})) == "[null,null]");
    CHECK(Session::null_configuration("broken") == "[]");
}

TEST_CASE("a server with other abilities cannot stand in") {
    const json ours = {{"textDocumentSync", {{"change", 2}}},
                       {"positionEncoding", "utf-16"},
                       {"semanticTokensProvider", {{"legend", json::array({"a", "b"})}}},
                       {"executeCommandProvider", {{"commands", json::array({"x"})}}},
                       {"hoverProvider", true}};
    Session session = session_with(json::object());
    session.initialize_answered(initialize_result(ours).dump());
    CHECK(session.phase == Session::Phase::kInitialized);
    CHECK(session.difference_from(initialize_result(ours).dump()).empty());
    for (const char* key : {"textDocumentSync", "positionEncoding", "semanticTokensProvider",
                            "executeCommandProvider"}) {
        json theirs = ours;
        theirs[key] = "other";
        CHECK(session.difference_from(initialize_result(theirs).dump()) == key);
        theirs.erase(key);
        CHECK(session.difference_from(initialize_result(theirs).dump()) == key);
    }
    json other_name = initialize_result(ours);
    other_name["result"]["serverInfo"] = {{"version", "new"}};
    CHECK(session.difference_from(other_name.dump()).empty());
    CHECK_FALSE(session.difference_from("broken").empty());
}

TEST_CASE("capabilities of the client") {
    const Session session = session_with(
        {{"capabilities",
          {{"window", {{"workDoneProgress", true}}}, {"workspace", {{"x", false}, {"y", 1}}}}}});
    CHECK(session.client_can("/window/workDoneProgress"));
    CHECK_FALSE(session.client_can("/workspace/x"));
    CHECK_FALSE(session.client_can("/workspace/y"));
    CHECK_FALSE(session.client_can("/workspace/missing/deep"));
    CHECK_FALSE(Session().client_can("/window/workDoneProgress"));
}

TEST_CASE("whether gopls watches files by itself") {
    const auto given = [](const json& options) {
        return session_with({{"initializationOptions", options}});
    };
    CHECK_FALSE(given(json()).gopls_watches());
    CHECK_FALSE(given({{"fileWatcher", "off"}}).gopls_watches());
    for (const char* mode : {"fsnotify", "poll", "FsNotify", "POLL"})
        CHECK(given({{"fileWatcher", mode}}).gopls_watches());
    CHECK(given({{"ui.experimental.fileWatcher", "poll"}}).gopls_watches());
    // gopls refuses these, and keeps what it has.
    for (const json& mode : {json("inotify"), json(true), json(), json("")})
        CHECK_FALSE(given({{"fileWatcher", mode}}).gopls_watches());
    CHECK_FALSE(given("poll").gopls_watches());

    Session session = given({{"fileWatcher", "poll"}});
    const auto answered = [&](const char* scope, const json& settings) {
        answer(session, {item("gopls", scope)}, json::array({settings}));
        return session.gopls_watches();
    };
    CHECK(answered("file:///a", {{"fileWatcher", "off"}}));
    CHECK(answered(nullptr, {{"fileWatcher", "inotify"}}));
    CHECK(answered(nullptr, nullptr));
    CHECK(answered(nullptr, json::object()));
    CHECK_FALSE(answered(nullptr, {{"fileWatcher", "Off"}}));
    CHECK_FALSE(answered("file:///a", {{"fileWatcher", "poll"}}));
    CHECK_FALSE(answered(nullptr, json::object()));
    CHECK(answered(nullptr, {{"fileWatcher", "fsnotify"}}));
}

TEST_CASE("GOWORK is that of the folder's settings, else that of all") {
    CHECK_FALSE(session_with(json::object()).go_work());
    const auto env = [](const json& go_work) {
        return json{{"build.env", {{"GOWORK", go_work}, {"GOFLAGS", "-mod=mod"}}}};
    };
    CHECK_FALSE(session_with({{"initializationOptions", env(7)}}).go_work());
    CHECK_FALSE(session_with({{"initializationOptions", {{"env", "GOWORK=off"}}}}).go_work());
    Session session = session_with({{"initializationOptions", env("/first.work")}});
    const auto answered = [&](const char* scope, const json& settings) {
        answer(session, {item("gopls", scope)}, json::array({settings}));
        return session.go_work().value_or("none");
    };
    CHECK(session.go_work() == "/first.work");
    CHECK(answered("file:///a", json::object()) == "/first.work");
    CHECK(answered("file:///a", env("/a.work")) == "/a.work");
    CHECK(answered("file:///b", env("off")) == "off");
    CHECK(answered("file:///c", {{"env", {{"GOFLAGS", "x"}}}}) == "off");
    CHECK(answered("file:///b", json()) == "/a.work");
    CHECK(answered(nullptr, env("")) == "/a.work");
    CHECK(answered("file:///a", json::object()).empty());
    CHECK(answered(nullptr, json::object()).empty());  // gopls keeps it too
}
