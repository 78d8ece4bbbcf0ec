#include "cli/health/messages.hpp"

#include "demo/document.hpp"
#include "lsp/uri.hpp"

namespace cli::health {
namespace {

constexpr const char* kComment = "\n// gopls-proxy health\n";

nlohmann::json position_of(lsp::Position position) {
    return {{"line", position.line}, {"character", position.character}};
}

}  // namespace

nlohmann::json initialize_params(const std::string& folder, int pid,
                                 const nlohmann::json& settings) {
    const std::string uri = lsp::uri_of_path(folder);
    nlohmann::json params{{"processId", pid},
                          {"clientInfo", {{"name", "gopls-proxy health"}}},
                          {"rootUri", uri},
                          {"workspaceFolders", {{{"uri", uri}, {"name", folder}}}},
                          {"capabilities",
                           {{"workspace", {{"configuration", true}, {"workspaceFolders", true}}},
                            {"window", {{"workDoneProgress", true}}},
                            {"textDocument",
                             {{"synchronization", {{"didSave", true}}},
                              {"hover", {{"contentFormat", {"markdown", "plaintext"}}}},
                              {"completion", {{"completionItem", {{"snippetSupport", true}}}}},
                              {"publishDiagnostics", {{"versionSupport", true}}}}}}}};
    if (!settings.is_null()) params["initializationOptions"] = settings;
    return params;
}

nlohmann::json open_params(const Document& document) {
    return {{"textDocument",
             {{"uri", document.uri},
              {"languageId", "go"},
              {"version", document.version},
              {"text", document.text}}}};
}

std::string_view method_of(Kind kind) {
    switch (kind) {
        case Kind::kDefinition:
            return "textDocument/definition";
        case Kind::kReferences:
            return "textDocument/references";
        case Kind::kCompletion:
            return "textDocument/completion";
        case Kind::kHover:
        case Kind::kAfterEdit:
        case Kind::kAfterSave:
            break;
    }
    return "textDocument/hover";
}

nlohmann::json request_params(Kind kind, const std::string& uri, lsp::Position position) {
    nlohmann::json params{{"textDocument", {{"uri", uri}}}, {"position", position_of(position)}};
    if (kind == Kind::kReferences) params["context"] = {{"includeDeclaration", true}};
    if (kind == Kind::kCompletion) params["context"] = {{"triggerKind", 1}};
    return params;
}

nlohmann::json edit_params(Document& document) {
    const nlohmann::json end = position_of(demo::position_in(document.text, document.text.size()));
    return {{"textDocument", {{"uri", document.uri}, {"version", ++document.version}}},
            {"contentChanges", {{{"range", {{"start", end}, {"end", end}}}, {"text", kComment}}}}};
}

nlohmann::json undo_params(Document& document) {
    return {{"textDocument", {{"uri", document.uri}, {"version", ++document.version}}},
            {"contentChanges", {{{"text", document.text}}}}};
}

std::optional<std::uint64_t> heap_in(const nlohmann::json& mem_stats) {
    const nlohmann::json bytes = app::client::at(mem_stats, "/HeapAlloc");
    if (!bytes.is_number_unsigned()) return {};
    return bytes.get<std::uint64_t>();
}

}  // namespace cli::health
