#include "lsp/methods.hpp"

#include <string>

#include "support/catch.hpp"

TEST_CASE("jumps and hovers are interactive reads") {
    const std::string method = GENERATE(as<std::string>{}, "textDocument/definition",
                                        "textDocument/declaration", "textDocument/typeDefinition",
                                        "textDocument/implementation", "textDocument/hover");
    CAPTURE(method);
    CHECK(lsp::traits(method).interactive);
    CHECK(lsp::traits(method).pure_read);
    CHECK_FALSE(lsp::traits(method).aside);
}

TEST_CASE("reads may be sent once more") {
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

TEST_CASE("what changes something, or is unknown, has no traits") {
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

TEST_CASE("pull diagnostics run beside the queue of gopls") {
    CHECK(lsp::traits("textDocument/diagnostic").aside);
    CHECK(lsp::traits("workspace/diagnostic").aside);
    CHECK_FALSE(lsp::traits("textDocument/references").aside);
}

TEST_CASE("commands that run beside the queue of gopls") {
    CHECK(lsp::command_runs_aside("gopls.run_tests"));
    CHECK(lsp::command_runs_aside("gopls.run_govulncheck"));
    CHECK(lsp::command_runs_aside("gopls.vulncheck"));
    CHECK_FALSE(lsp::command_runs_aside("gopls.tidy"));
    CHECK_FALSE(lsp::command_runs_aside("gopls.fetch_vulncheck_result"));
    CHECK_FALSE(lsp::command_runs_aside(""));
}

TEST_CASE("a method written with escapes is known by its own name") {
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
