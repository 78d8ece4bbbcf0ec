#include "cli/setup/plan.hpp"

#include "support/catch.hpp"

using namespace cli::setup;

namespace {

const Program kProgram = {"/p/bin/gopls-proxy", "/p/lib/gopls-proxy/gopls", true};

bool is_proxy(const std::string& command) {
    return command.find("proxy") != std::string::npos;
}

Plan plan(std::string_view editor, std::string_view text) {
    const Editor* found = editor_named(editor);
    REQUIRE(found != nullptr);
    return plan_setup(*found, "/home/u/settings", text, kProgram, is_proxy);
}

}  // namespace

TEST_CASE("An editor without the setting gets a plan with its diff") {
    const Plan vscode = plan("vscode", "{\n  \"a\": 1\n}\n");
    CHECK(vscode.state == State::kNotSetUp);
    CHECK(vscode.key == "go.alternateTools.gopls");
    CHECK(vscode.diff ==
          "--- a/home/u/settings\n+++ b/home/u/settings\n@@ -1,3 +1,6 @@\n {\n-  \"a\": 1\n+  "
          "\"a\": 1,\n+  \"go.alternateTools\": {\n+    \"gopls\": "
          "\"/p/lib/gopls-proxy/gopls\"\n+  }\n }\n");
}

TEST_CASE("Each editor gets the setting that its documentation names") {
    struct Row {
        std::string editor;
        std::string text;
    };
    const std::string quoted = "\"/p/bin/gopls-proxy\"";
    for (const Row& row : {
             Row{"cursor-server",
                 "{\n    \"go.alternateTools\": {\n        \"gopls\": "
                 "\"/p/lib/gopls-proxy/gopls\"\n    }\n}\n"},
             Row{"zed",
                 "{\n    \"lsp\": {\n        \"gopls\": {\n            \"binary\": {\n"
                 "                \"path\": " +
                     quoted + "\n            }\n        }\n    }\n}\n"},
             Row{"helix", "[language-server.gopls]\ncommand = " + quoted + "\n"},
             Row{"opencode", "{\n    \"lsp\": {\n        \"gopls\": {\n            \"command\": [" +
                                 quoted + "]\n        }\n    }\n}\n"},
             Row{"crush", "{\n    \"lsp\": {\n        \"go\": {\n            \"command\": " +
                              quoted + "\n        }\n    }\n}\n"},
             Row{"copilot",
                 "{\n    \"lspServers\": {\n        \"go\": {\n            \"args\": [],\n"
                 "            \"command\": " +
                     quoted +
                     ",\n            \"fileExtensions\": {\n                \".go\": \"go\"\n"
                     "            }\n        }\n    }\n}\n"},
         }) {
        INFO(row.editor);
        const Plan first = plan(row.editor, "");
        REQUIRE(first.edit.has_value());
        CHECK(first.edit->text == row.text);
        const Plan second = plan(row.editor, row.text);
        CHECK(second.state == State::kSetUp);
        CHECK_FALSE(second.edit.has_value());
        const Plan undo =
            plan_undo(*editor_named(row.editor), "/f", row.text,
                      row.editor == "helix" ? Format::kToml : Format::kJson, first.edit->addition);
        REQUIRE(undo.edit.has_value());
        CHECK(undo.edit->text.empty());
    }
}

TEST_CASE("Another program that is set is reported with its place, and stays") {
    struct Row {
        std::string editor;
        std::string text;
        std::size_t line;
        std::string key;
        std::string value;
        State state = State::kOtherwise;
    };
    for (const Row& row : {
             Row{"vscode", "{\n\n \"go.alternateTools\": {\"gopls\": \"/x/gopls\"}}", 3,
                 "go.alternateTools.gopls", "/x/gopls"},
             Row{"vscode", "{\"go.alternateTools\": {\"gopls\": 1}}", 1, "go.alternateTools.gopls",
                 ""},
             Row{"zed", R"({"lsp": {"gopls": {"binary": {"path": "/x/my-proxy"}}}})", 1,
                 "lsp.gopls.binary.path", "/x/my-proxy", State::kSetUp},
             Row{"helix", "a = 1\n[language-server.gopls]\ncommand = \"gopls\"\n", 3,
                 "language-server.gopls.command", "gopls"},
             Row{"opencode", R"({"lsp": {"gopls": {"disabled": true}}})", 1, "lsp.gopls.command",
                 ""},
             Row{"opencode", R"({"lsp": {"gopls": {"command": ["gopls-proxy", "-v"]}}})", 1,
                 "lsp.gopls.command", "gopls-proxy", State::kSetUp},
             Row{"crush", "{\"lsp\":\n{\"gopls\": {\"command\": \"gopls\"}}}", 2,
                 "lsp.gopls.command", "gopls"},
             Row{"copilot", R"({"lspServers": {"gopls": {"command": "gopls-proxy"}}})", 1,
                 "lspServers.gopls.command", "gopls-proxy", State::kSetUp},
         }) {
        INFO(row.editor << ": " << row.text);
        const Plan found = plan(row.editor, row.text);
        CHECK(found.state == row.state);
        CHECK(found.line == row.line);
        CHECK(found.key == row.key);
        CHECK(found.value == row.value);
        CHECK_FALSE(found.edit.has_value());
    }
}

TEST_CASE("Settings that are broken or of another kind are refused with the reason") {
    struct Row {
        std::string editor;
        std::string text;
        std::string reason;
    };
    for (const Row& row : {
             Row{"vscode", "{\n  oops\n}",
                 "it is not valid JSON (line 2, column 3: not valid JSON)"},
             Row{"helix", "\na = [", "it is not valid TOML (line 2, column "},
             Row{"opencode", R"({"lsp": false})", "lsp is not an object"},
             Row{"zed", "[]", "the outermost value is not an object"},
         }) {
        INFO(row.text);
        const Plan refused = plan(row.editor, row.text);
        CHECK(refused.state == State::kRefused);
        CHECK(refused.reason.substr(0, row.reason.size()) == row.reason);
        CHECK_FALSE(refused.edit.has_value());
    }
}

TEST_CASE("A setting that is gone already needs no undo") {
    const Plan first = plan("vscode", "{}");
    REQUIRE(first.edit.has_value());
    const Plan gone =
        plan_undo(*editor_named("vscode"), "/f", "{\"a\": 1}", Format::kJson, first.edit->addition);
    CHECK(gone.state == State::kNotSetUp);
    CHECK_FALSE(gone.edit.has_value());
    const Plan other =
        plan_undo(*editor_named("vscode"), "/f", "{\"go.alternateTools\": {\"gopls\": \"/x\"}}",
                  Format::kJson, first.edit->addition);
    CHECK(other.state == State::kRefused);
    CHECK(other.value == "/x");
    CHECK(other.reason == "go.alternateTools.gopls has another value by now");
}
