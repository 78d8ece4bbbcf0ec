// The methods of LSP and gopls, as one table: facts only; core decides how to use them.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace lsp {

/// Properties of a method that decide how its messages are treated.
struct MethodTraits {
    /// A read without side effects: it may be sent once more to a fresh server.
    bool pure_read = false;
    /// gopls handles it beside its serial queue, so it is never the head
    /// (pull diagnostics; docs/gopls-facts.md, "Queue"). `workspace/executeCommand` depends on
    /// its command: see `command_runs_aside`.
    bool aside = false;
    /// A jump or a hover: somebody is waiting with the hand on the mouse (slow after 150 ms).
    bool interactive = false;
    /// A notification by the specification. gopls goes by the method alone: where it has an id, it
    /// does the same and answers.
    bool notification = false;
    /// Only a server sends it.
    bool of_server = false;
};

struct MethodRow {
    std::string_view name;
    MethodTraits traits;
};

namespace method_table {

inline constexpr MethodTraits kNone{};
/// Includes what only returns edits (formatting, rename, code actions): applying them is the
/// editor's business.
inline constexpr MethodTraits kRead{.pure_read = true};
inline constexpr MethodTraits kJump{.pure_read = true, .interactive = true};
inline constexpr MethodTraits kNotification{.notification = true};
inline constexpr MethodTraits kAside{.pure_read = true, .aside = true};
/// What a server asks and tells.
inline constexpr MethodTraits kAsked{.of_server = true};
inline constexpr MethodTraits kTold{.notification = true, .of_server = true};

/// LSP 3.18 and what gopls v0.23.0 has of its own (internal/protocol/tsserver.go); of a server's,
/// those that the proxy treats in a way of their own. In the order of their bytes.
inline constexpr std::array kRows = std::to_array<MethodRow>({
    {"$/cancelRequest", kNotification},
    {"$/progress", kNotification},
    {"$/setTrace", kNotification},
    {"callHierarchy/incomingCalls", kRead},
    {"callHierarchy/outgoingCalls", kRead},
    {"client/registerCapability", kAsked},
    {"client/unregisterCapability", kAsked},
    {"codeAction/resolve", kRead},
    {"codeLens/resolve", kRead},
    {"command/resolve", kRead},
    {"completionItem/resolve", kRead},
    {"documentLink/resolve", kRead},
    {"exit", kNotification},
    {"initialize", kNone},
    {"initialized", kNotification},
    {"inlayHint/resolve", kRead},
    {"interactive/listEnum", kRead},
    {"notebookDocument/didChange", kNotification},
    {"notebookDocument/didClose", kNotification},
    {"notebookDocument/didOpen", kNotification},
    {"notebookDocument/didSave", kNotification},
    {"shutdown", kNone},
    {"telemetry/event", kTold},
    {"textDocument/codeAction", kRead},
    {"textDocument/codeLens", kRead},
    {"textDocument/colorPresentation", kRead},
    {"textDocument/completion", kRead},
    {"textDocument/declaration", kJump},
    {"textDocument/definition", kJump},
    {"textDocument/diagnostic", kAside},
    {"textDocument/didChange", kNotification},
    {"textDocument/didClose", kNotification},
    {"textDocument/didOpen", kNotification},
    {"textDocument/didSave", kNotification},
    {"textDocument/documentColor", kRead},
    {"textDocument/documentHighlight", kRead},
    {"textDocument/documentLink", kRead},
    {"textDocument/documentSymbol", kRead},
    {"textDocument/foldingRange", kRead},
    {"textDocument/formatting", kRead},
    {"textDocument/hover", kJump},
    {"textDocument/implementation", kJump},
    {"textDocument/inlayHint", kRead},
    {"textDocument/inlineCompletion", kRead},
    {"textDocument/inlineValue", kRead},
    {"textDocument/linkedEditingRange", kRead},
    {"textDocument/moniker", kRead},
    {"textDocument/onTypeFormatting", kRead},
    {"textDocument/prepareCallHierarchy", kRead},
    {"textDocument/prepareRename", kRead},
    {"textDocument/prepareTypeHierarchy", kRead},
    {"textDocument/publishDiagnostics", kTold},
    {"textDocument/rangeFormatting", kRead},
    {"textDocument/rangesFormatting", kRead},
    {"textDocument/references", kRead},
    {"textDocument/rename", kRead},
    {"textDocument/selectionRange", kRead},
    {"textDocument/semanticTokens/full", kRead},
    {"textDocument/semanticTokens/full/delta", kRead},
    {"textDocument/semanticTokens/range", kRead},
    {"textDocument/signatureHelp", kRead},
    {"textDocument/typeDefinition", kJump},
    {"textDocument/willSave", kNotification},
    {"textDocument/willSaveWaitUntil", kNone},
    {"typeHierarchy/subtypes", kRead},
    {"typeHierarchy/supertypes", kRead},
    {"window/logMessage", kTold},
    {"window/showDocument", kAsked},
    {"window/showMessage", kTold},
    {"window/showMessageRequest", kAsked},
    {"window/workDoneProgress/cancel", kNotification},
    {"window/workDoneProgress/create", kAsked},
    {"workspace/applyEdit", kAsked},
    {"workspace/configuration", kAsked},
    // gopls does not have it; where a server does, it stays open until there is news.
    {"workspace/diagnostic", kAside},
    {"workspace/didChangeConfiguration", kNotification},
    {"workspace/didChangeWatchedFiles", kNotification},
    {"workspace/didChangeWorkspaceFolders", kNotification},
    {"workspace/didCreateFiles", kNotification},
    {"workspace/didDeleteFiles", kNotification},
    {"workspace/didRenameFiles", kNotification},
    {"workspace/executeCommand", kNone},
    {"workspace/symbol", kRead},
    {"workspace/textDocumentContent", kRead},
    {"workspace/willCreateFiles", kNone},
    {"workspace/willDeleteFiles", kNone},
    {"workspace/willRenameFiles", kNone},
    {"workspace/workspaceFolders", kAsked},
    {"workspaceSymbol/resolve", kRead},
});
static_assert(std::ranges::is_sorted(kRows, {}, &MethodRow::name));

}  // namespace method_table
}  // namespace lsp
