// An ordinary session, which has the same answers directly and through the proxy.
#include <algorithm>
#include "support/catch.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Editor;
using support::Json;
using support::Sandbox;

namespace {

/// Sorts lists in which gopls's order varies.
Json sorted(Json list) {
    if (!list.is_array()) return list;
    std::sort(list.begin(), list.end(),
              [](const Json& a, const Json& b) { return a.dump() < b.dump(); });
    return list;
}

Json formatting(const std::string& uri) {
    return {{"textDocument", {{"uri", uri}}},
            {"options", {{"tabSize", 8}, {"insertSpaces", false}}}};
}

/// Returns the server's diagnostics for the editor's current version of a document.
Json diagnostics_of(Editor& editor, const std::string& uri) {
    Json found;
    const auto come = [&] {
        for (const Json& message : editor.received("textDocument/publishDiagnostics")) {
            const Json& params = message["params"];
            if (params["uri"] == uri && params.value("version", 0) == editor.version(uri))
                found = params["diagnostics"];
        }
        return !found.is_null();
    };
    editor.wait_until(come, "diagnostics of version " + std::to_string(editor.version(uri)));
    return sorted(found);
}

/// Sends each kind of read once, and returns the answers by name.
Json reads(Editor& editor, const std::string& uri) {
    const Json at_call = editor.at(uri, "greeting(\"world");
    const Json at_square = editor.at(uri, "Square{");
    const auto with = [](Json params, const char* name, const Json& value) {
        params[name] = value;
        return params;
    };
    Json answers;
    answers["definition"] = editor.call("textDocument/definition", at_call);
    answers["hover"] = editor.call("textDocument/hover", at_call);
    answers["references"] = sorted(editor.call(
        "textDocument/references", with(at_square, "context", {{"includeDeclaration", true}})));
    answers["rename"] = sorted(
        editor.call("textDocument/rename", with(at_square, "newName", "Box"))["documentChanges"]);
    answers["prepareRename"] = editor.call("textDocument/prepareRename", at_square);
    answers["implementation"] = editor.call("textDocument/typeDefinition", at_square);
    answers["highlight"] = sorted(editor.call("textDocument/documentHighlight", at_square));
    answers["signature"] = editor.call("textDocument/signatureHelp", editor.at(uri, "\"world\""));
    answers["symbols"] = editor.call("textDocument/documentSymbol", Editor::document(uri));
    answers["folding"] = sorted(editor.call("textDocument/foldingRange", Editor::document(uri)));
    answers["links"] = sorted(editor.call("textDocument/documentLink", Editor::document(uri)));
    answers["workspace symbols"] =
        sorted(editor.call("workspace/symbol", {{"query", "Square.Area"}}));
    answers["completion"] = editor.call("textDocument/completion", editor.at(uri, "Area())"));
    return answers;
}

Json play(const Sandbox& sandbox, const support::ChildOptions& options) {
    Json answers;
    Editor editor(options);
    const std::string uri = steps::main_uri(sandbox);
    Json asked = Json::array();
    editor.on_request("workspace/configuration", [&](const Json& params) {
        asked.push_back(params);
        return Json::array({{{"hoverKind", "SingleLine"}, {"usePlaceholders", true}}});
    });
    Json applied = Json::array();
    editor.on_request("workspace/applyEdit", [&](const Json& params) {
        applied.push_back(params);
        return Json{{"applied", true}};
    });

    answers["initialize"] = editor.start(sandbox.module());
    editor.open(uri, support::main_go());
    answers["reads"] = reads(editor, uri);
    answers["configuration"] = asked;

    editor.request_as("a string", "textDocument/hover", editor.at(uri, "Square"));
    editor.request_as("7", "textDocument/definition", editor.at(uri, "Square"));
    editor.request_as(7007, "textDocument/definition", editor.at(uri, "Println"));
    answers["hover under a string id"] = editor.result("a string");
    answers["definition under \"7\""] = editor.result("7");
    answers["definition in the standard library"] = editor.result(7007);

    editor.insert(uri, "square :=", "  var   unused = 1\r\n\t// 😀 é\n");
    answers["diagnostics"] = diagnostics_of(editor, uri);
    answers["formatting"] = editor.call("textDocument/formatting", formatting(uri));
    Json fixes = Editor::document(uri);
    fixes["range"] = answers["diagnostics"][0]["range"];
    fixes["context"] = {{"diagnostics", answers["diagnostics"]}};
    answers["code actions"] = sorted(editor.call("textDocument/codeAction", fixes));

    answers["command"] =
        editor.call("workspace/executeCommand",
                    {{"command", "gopls.add_import"},
                     {"arguments", Json::array({{{"ImportPath", "strings"}, {"URI", uri}}})}});
    answers["applied"] = applied;
    answers["unknown command"] = editor.await(
        editor.request("workspace/executeCommand", {{"command", "gopls.no_such"}}))["error"];
    answers["unknown method"] = editor.await(editor.request("foo/bar", {}))["error"];
    answers["bad params"] =
        editor.await(editor.request("textDocument/hover", Json::array({1})))["error"];

    steps::finish(editor);
    return answers;
}

}  // namespace

TEST_CASE("an ordinary session has the same answers through the proxy",
          "[ordinary_session][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const std::string gopls = support::Target::real_gopls();
    const Json directly = play(sandbox, support::direct(sandbox, gopls));
    Json through = play(sandbox, support::proxied(sandbox, gopls));
    // The proxy adds these commands, and nothing else.
    Json& commands = through["initialize"]["capabilities"]["executeCommandProvider"]["commands"];
    const auto own = std::remove_if(commands.begin(), commands.end(), [](const Json& command) {
        return command.get<std::string>().starts_with("gopls-proxy.");
    });
    CHECK(std::distance(own, commands.end()) == 5);
    commands.erase(own, commands.end());
    const Json difference = Json::diff(directly, through);
    CHECK(difference.dump().substr(0, 3000) == "[]");
    CHECK_FALSE(directly["configuration"].empty());
    CHECK(directly["applied"].size() == 1);
    CHECK(directly["reads"]["references"].size() > 1);
    CHECK_FALSE(directly["diagnostics"].empty());
    CHECK_FALSE(support::ProxyLog(sandbox).has({Event::kSpawn, {{"generation", 2}}}));
}
