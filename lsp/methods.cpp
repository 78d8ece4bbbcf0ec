#include "lsp/methods.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string>

#include "lsp/go_json.hpp"

namespace lsp {
namespace {

struct Method {
    std::string_view name;
    MethodTraits traits;
};

constexpr MethodTraits kNone{};
/// Includes what only returns edits (formatting, rename, code actions): applying them is the
/// editor's business.
constexpr MethodTraits kRead{.pure_read = true};
constexpr MethodTraits kJump{.pure_read = true, .interactive = true};
constexpr MethodTraits kNotification{.notification = true};
constexpr MethodTraits kAside{.pure_read = true, .aside = true};

/// Methods that an editor sends: LSP 3.18 and what gopls v0.23.0 has of its own
/// (internal/protocol/tsserver.go). In the order of their bytes.
constexpr std::array kMethods = std::to_array<Method>({
    {"$/cancelRequest", kNotification},
    {"$/progress", kNotification},
    {"$/setTrace", kNotification},
    {"callHierarchy/incomingCalls", kRead},
    {"callHierarchy/outgoingCalls", kRead},
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
    {"window/workDoneProgress/cancel", kNotification},
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
    {"workspaceSymbol/resolve", kRead},
});
static_assert(std::ranges::is_sorted(kMethods, {}, &Method::name));

constexpr std::size_t kLongestName = std::ranges::max_element(kMethods, {}, [](const Method& m) {
                                         return m.name.size();
                                     })->name.size();

/// gopls v0.23.0, internal/server/command.go: two call jsonrpc2.Async, and `run` starts
/// run_govulncheck in a goroutine and answers at once.
constexpr std::string_view kAsideCommands[] = {"gopls.run_govulncheck", "gopls.run_tests",
                                               "gopls.vulncheck"};

const Method* lookup(std::string_view name) {
    const auto* const found = std::ranges::lower_bound(kMethods, name, {}, &Method::name);
    return found != kMethods.end() && found->name == name ? found : nullptr;
}

}  // namespace

MethodTraits traits(std::string_view method) {
    const Method* const known = lookup(method);
    return known ? known->traits : kNone;
}

bool is_known(std::string_view method) {
    return lookup(method) != nullptr;
}

std::vector<std::string_view> known_methods() {
    std::vector<std::string_view> names;
    for (const Method& method : kMethods) names.push_back(method.name);
    return names;
}

std::string_view known_method(std::string_view escaped) {
    constexpr std::size_t kLongestEscape = 6;  // \uXXXX
    if (escaped.size() > kLongestEscape * kLongestName) return {};
    bool malformed = false;
    const std::string name = go_string(escaped, malformed);
    const Method* const known = malformed ? nullptr : lookup(name);
    return known ? known->name : std::string_view{};
}

bool command_runs_aside(std::string_view command) {
    return std::ranges::find(kAsideCommands, command) != std::end(kAsideCommands);
}

bool command_toggles(std::string_view command) {
    return command == "gopls.gc_details";
}

}  // namespace lsp
