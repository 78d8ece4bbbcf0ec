#include "lsp/methods.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "support/catch.hpp"

TEST_CASE("Jumps and hovers are interactive reads") {
    const std::string method = GENERATE(as<std::string>{}, "textDocument/definition",
                                        "textDocument/declaration", "textDocument/typeDefinition",
                                        "textDocument/implementation", "textDocument/hover");
    CAPTURE(method);
    CHECK(lsp::traits(method).interactive);
    CHECK(lsp::traits(method).pure_read);
    CHECK_FALSE(lsp::traits(method).aside);
}

TEST_CASE("Reads may be sent again") {
    const std::string method = GENERATE(
        as<std::string>{}, "textDocument/references", "textDocument/documentHighlight",
        "textDocument/documentSymbol", "textDocument/completion", "textDocument/signatureHelp",
        "textDocument/codeAction", "textDocument/codeLens", "textDocument/documentLink",
        "textDocument/foldingRange", "textDocument/selectionRange",
        "textDocument/semanticTokens/full", "textDocument/semanticTokens/full/delta",
        "textDocument/semanticTokens/range", "textDocument/inlayHint", "textDocument/formatting",
        "textDocument/rangeFormatting", "textDocument/onTypeFormatting", "textDocument/rename",
        "textDocument/prepareRename", "textDocument/prepareCallHierarchy",
        "callHierarchy/incomingCalls", "callHierarchy/outgoingCalls",
        "textDocument/prepareTypeHierarchy", "typeHierarchy/subtypes", "typeHierarchy/supertypes",
        "textDocument/diagnostic", "textDocument/moniker", "textDocument/linkedEditingRange",
        "textDocument/documentColor", "textDocument/colorPresentation", "textDocument/inlineValue",
        "workspace/symbol", "workspace/diagnostic", "completionItem/resolve", "codeAction/resolve",
        "codeLens/resolve", "inlayHint/resolve", "documentLink/resolve", "workspaceSymbol/resolve");
    CAPTURE(method);
    CHECK(lsp::traits(method).pure_read);
    CHECK_FALSE(lsp::traits(method).interactive);
}

TEST_CASE("Methods that change something or are unknown have no traits") {
    const std::string method =
        GENERATE(as<std::string>{}, "workspace/executeCommand", "initialize", "shutdown",
                 "textDocument/didChange", "textDocument/willSaveWaitUntil",
                 "workspace/willRenameFiles", "$/cancelRequest", "", "textDocument/hove",
                 "textDocument/hover2", "TextDocument/hover", "zzz", "workspace/applyEdit");
    CAPTURE(method);
    CHECK_FALSE(lsp::traits(method).pure_read);
    CHECK_FALSE(lsp::traits(method).aside);
    CHECK_FALSE(lsp::traits(method).interactive);
}

TEST_CASE("method_id finds exactly the methods of the table") {
    for (const lsp::MethodRow& row : lsp::method_table::kRows) {
        CAPTURE(row.name);
        const lsp::MethodName method = row.name;
        CHECK(lsp::spelling(method.id()) == row.name);
        CHECK(lsp::method_id(std::string(row.name) + "x") == lsp::kUnknownMethod);
        CHECK(lsp::method_id(row.name.substr(1)) == lsp::kUnknownMethod);
        for (std::size_t i = 0; i < row.name.size(); ++i) {
            std::string other(row.name);
            other[i] ^= 1;
            CHECK(lsp::method_id(other) == lsp::kUnknownMethod);
        }
    }
    for (const std::string& unknown :
         std::vector<std::string>{"", "x", "exi", std::string(1000, 'x')}) {
        CHECK(lsp::method_id(unknown) == lsp::kUnknownMethod);
    }
    using lsp::operator""_method;
    CHECK(lsp::MethodName("exit") == "exit"_method);
    CHECK(lsp::MethodName("exit") != "shutdown"_method);
}

TEST_CASE("known_methods omits methods that only a server sends") {
    CHECK(lsp::is_known("$/progress"));
    CHECK_FALSE(lsp::is_known("workspace/applyEdit"));
    const auto known = lsp::known_methods();
    CHECK(std::find(known.begin(), known.end(), "window/logMessage") == known.end());
    CHECK(std::find(known.begin(), known.end(), "exit") != known.end());
}

TEST_CASE("Pull diagnostics run beside gopls's queue") {
    CHECK(lsp::traits("textDocument/diagnostic").aside);
    CHECK(lsp::traits("workspace/diagnostic").aside);
    CHECK_FALSE(lsp::traits("textDocument/references").aside);
}

TEST_CASE("command_runs_aside knows the commands that run beside gopls's queue") {
    CHECK(lsp::command_runs_aside("gopls.run_tests"));
    CHECK(lsp::command_runs_aside("gopls.run_govulncheck"));
    CHECK(lsp::command_runs_aside("gopls.vulncheck"));
    CHECK_FALSE(lsp::command_runs_aside("gopls.tidy"));
    CHECK_FALSE(lsp::command_runs_aside("gopls.fetch_vulncheck_result"));
    CHECK_FALSE(lsp::command_runs_aside(""));
}

TEST_CASE("known_method resolves the escapes in a method") {
    CHECK(lsp::known_method(R"(textDocument\/hover)") == "textDocument/hover");
    CHECK(lsp::known_method(R"(textDocument\/semanticTokens\/full\/delta)") ==
          "textDocument/semanticTokens/full/delta");
    CHECK(lsp::known_method(R"(textDocument\u002f\u0068over)") == "textDocument/hover");
    CHECK(lsp::known_method("exit") == "exit");
    for (const std::string unknown :
         {"", "\\", R"(textDocument\)", R"(textDocument\\hover)", R"(textDocument\nhover)",
          R"(my\/own)", R"(textDocument\u002hover)"}) {
        CAPTURE(unknown);
        CHECK(lsp::known_method(unknown).empty());
    }
    CHECK(lsp::known_method(std::string(1000, 'x')).empty());
}
