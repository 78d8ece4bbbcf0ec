#include "core/mirror/session.hpp"

#include "support/catch.hpp"
#include "unit/core/session_support.hpp"

using namespace session_support;

TEST_CASE("initialize_params preserves the parameters exactly") {
    Session session;
    session.initialize_requested(lsp::RequestId::from_integer(1),
                                 R"({"id":1,"params":{"n":1.50, "x":"\u00e9"}})");
    CHECK(session.initialize_params() == R"({"n":1.50, "x":"\u00e9"})");
    CHECK(session.phase == Session::Phase::kInitializing);
}

TEST_CASE("Toggles of commands are recorded by folder") {
    Session session;
    const auto toggle = [&](const char* uri) {
        return session.toggled(json{{"command", "gopls.gc_details"}, {"arguments", {uri}}}.dump());
    };
    CHECK(toggle("file:///a/x.go") == "/a");
    CHECK(toggle("file:///ab/x.go") == "/ab");
    CHECK_FALSE(toggle("file:///a/y.go"));  // switched off by another file of the folder
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

TEST_CASE("catch_up sends the last trace and configuration and then the folders") {
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

TEST_CASE("difference_from names the capability that differs") {
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

TEST_CASE("client_can reads the client's capabilities") {
    const Session session = session_with(
        {{"capabilities",
          {{"window", {{"workDoneProgress", true}}}, {"workspace", {{"x", false}, {"y", 1}}}}}});
    CHECK(session.client_can("/window/workDoneProgress"));
    CHECK_FALSE(session.client_can("/workspace/x"));
    CHECK_FALSE(session.client_can("/workspace/y"));
    CHECK_FALSE(session.client_can("/workspace/missing/deep"));
    CHECK_FALSE(Session().client_can("/window/workDoneProgress"));
}
