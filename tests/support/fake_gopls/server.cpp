#include "support/fake_gopls/server.hpp"

#include <unistd.h>

#include "support/utf16_text.hpp"

namespace fake_gopls {
namespace {

constexpr int kServerNotInitialized = -32002;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kRequestCancelled = -32800;

std::string uri_in(const Json& params) {
    if (!params.is_object() || !params.contains("textDocument")) return {};
    return params["textDocument"].value("uri", "");
}

}  // namespace

Server::Server(Wire& wire, Journal& journal, Script& script, Misbehaviour& misbehaviour)
    : wire_(wire), journal_(journal), script_(script), misbehaviour_(misbehaviour) {
    answers_ = {
        {"initialize", &Server::initialize},
        {"shutdown", &Server::nothing},
        {"textDocument/hover", &Server::hover},
        {"textDocument/definition", &Server::definition},
        {"textDocument/completion", &Server::completion},
        {"textDocument/references", &Server::nothing},
        {"textDocument/documentSymbol", &Server::nothing},
        {"textDocument/formatting", &Server::nothing},
        {"textDocument/codeAction", &Server::nothing},
        {"textDocument/rename", &Server::nothing},
        {"workspace/symbol", &Server::nothing},
        {"workspace/executeCommand", &Server::execute_command},
        {"fake/text", &Server::text},
        {"fake/state", &Server::state},
        {"fake/echo", &Server::echo},
        {"fake/big", &Server::big},
    };
}

int Server::run() {
    misbehave("start", nullptr);
    while (const std::optional<Json> message = wire_.next())
        if (!handle(*message)) return shut_down_ ? 0 : 1;
    return 0;  // gopls takes the end of its input for an ordinary end
}

bool Server::handle(const Json& message) {
    const std::string method = message["method"].get<std::string>();
    const Json id = message.value("id", Json());
    const Json params = message.value("params", Json::object());
    journal_.record("message", {{"method", method}, {"id", id}, {"uri", uri_in(params)}});
    const Misbehaviour::Then then = misbehave(method, id);
    if (method == "exit") return false;
    if (then == Misbehaviour::Then::kNoReply) return true;
    if (message.contains("id"))
        handle_request(method, id, params, then == Misbehaviour::Then::kReplyTwice);
    else
        handle_notification(method, params);
    return true;
}

void Server::handle_request(const std::string& method, const Json& id, const Json& params,
                            bool twice) {
    const auto answer = answers_.find(method);
    if (wire_.cancelled(id)) {
        wire_.reply_error(id, kRequestCancelled, "JSON RPC cancelled");
    } else if (initialize_params_.is_null() && method != "initialize") {
        wire_.reply_error(id, kServerNotInitialized, "server not initialized");
    } else if (!initialize_params_.is_null() && method == "initialize") {
        wire_.reply_error(id, kInvalidRequest, "initialize called while server in running state");
    } else if (answer == answers_.end()) {
        wire_.reply_error(id, kMethodNotFound, "method not found: " + method);
    } else {
        const Json result = (this->*answer->second)(params);
        if (method == "shutdown") shut_down_ = true;
        wire_.reply(id, result);
        if (twice) wire_.reply(id, result);
    }
}

void Server::handle_notification(const std::string& method, const Json& params) {
    told_.push_back(method);
    const std::string complaint = documents_.apply(method, params);
    if (!complaint.empty()) complaints_.push_back(complaint);
    if (method == "initialized") load();
    if (method == "textDocument/didOpen" || method == "textDocument/didChange")
        publish_diagnostics(uri_in(params));
    if (method == "textDocument/didSave") saved_.push_back(uri_in(params));
    if (method == "workspace/didChangeWatchedFiles")
        for (const Json& change : params.value("changes", Json::array()))
            file_events_.push_back(change);
    if (method == "workspace/didChangeConfiguration") fetch_configuration();
}

Misbehaviour::Then Server::misbehave(const std::string& event, const Json& id) {
    auto then = Misbehaviour::Then::kGoOn;
    for (const Json& rule : script_.next(event)) {
        journal_.record("rule", {{"do", rule.value("do", "")}, {"on", event}});
        const Misbehaviour::Then one = misbehaviour_.perform(rule, id);
        if (one != Misbehaviour::Then::kGoOn) then = one;
    }
    return then;
}

Json Server::initialize(const Json& params) {
    initialize_params_ = params;
    return {
        {"capabilities",
         {{"textDocumentSync", {{"openClose", true}, {"change", 2}, {"save", Json::object()}}},
          {"hoverProvider", true},
          {"definitionProvider", true},
          {"referencesProvider", true},
          {"documentSymbolProvider", true},
          {"documentFormattingProvider", true},
          {"codeActionProvider", true},
          {"renameProvider", true},
          {"completionProvider", {{"triggerCharacters", {"."}}}},
          {"workspaceSymbolProvider", true},
          {"executeCommandProvider", {{"commands", {"fake.echo", "fake.apply_edit"}}}},
          {"workspace",
           {{"workspaceFolders", {{"supported", true}, {"changeNotifications", "id"}}}}}}},
        {"serverInfo", {{"name", "gopls"}, {"version", "fake"}}},
    };
}

bool Server::editor_can(const std::string& pointer) const {
    const Json capabilities = initialize_params_.value("capabilities", Json::object());
    return capabilities.value(Json::json_pointer(pointer), false);
}

void Server::load() {
    const bool progress = editor_can("/window/workDoneProgress");
    const std::string token = std::to_string(::getpid()) + "-setup";
    if (progress) {
        wire_.ask("window/workDoneProgress/create", {{"token", token}});
        wire_.notify("$/progress", {{"token", token},
                                    {"value",
                                     {{"kind", "begin"},
                                      {"title", "Setting up workspace"},
                                      {"message", "Loading packages..."}}}});
    }
    fetch_configuration();
    misbehave("load", nullptr);
    wire_.notify("window/logMessage", {{"type", 3}, {"message", "Created View (#1)"}});
    if (progress)
        wire_.notify("$/progress",
                     {{"token", token},
                      {"value", {{"kind", "end"}, {"message", "Finished loading packages."}}}});
    register_capabilities();
}

void Server::register_capabilities() {
    Json registrations = Json::array();
    if (editor_can("/workspace/didChangeWatchedFiles/dynamicRegistration"))
        registrations.push_back(
            {{"id", "workspace/didChangeWatchedFiles-0"},
             {"method", "workspace/didChangeWatchedFiles"},
             {"registerOptions", {{"watchers", Json::array({{{"globPattern", "**/*.go"}}})}}}});
    if (editor_can("/workspace/didChangeConfiguration/dynamicRegistration"))
        registrations.push_back({{"id", "workspace/didChangeConfiguration"},
                                 {"method", "workspace/didChangeConfiguration"}});
    for (const Json& registration : registrations)
        wire_.ask("client/registerCapability", {{"registrations", Json::array({registration})}});
}

void Server::fetch_configuration() {
    if (!editor_can("/workspace/configuration")) return;
    const Json answer =
        wire_.ask("workspace/configuration", {{"items", Json::array({{{"section", "gopls"}}})}});
    configuration_ = answer.value("result", Json());
}

void Server::publish_diagnostics(const std::string& uri) {
    const Document* document = documents_.find(uri);
    if (document == nullptr) return;
    Json diagnostics = Json::array();
    if (document->text.find("MISTAKE") != std::string::npos) {
        const support::Place at = support::place_of(document->text, "MISTAKE");
        const Json start{{"line", at.line}, {"character", at.character}};
        const Json end{{"line", at.line}, {"character", at.character + 7}};
        diagnostics.push_back({{"range", {{"start", start}, {"end", end}}},
                               {"severity", 1},
                               {"source", "fake"},
                               {"message", "a mistake"}});
    }
    wire_.notify("textDocument/publishDiagnostics",
                 {{"uri", uri}, {"version", document->version}, {"diagnostics", diagnostics}});
}

Json Server::hover(const Json& params) {
    const Document* document = documents_.find(uri_in(params));
    if (document == nullptr) return nullptr;
    const Json said{{"process", journal_.process()},
                    {"version", document->version},
                    {"bytes", document->text.size()}};
    return {{"contents", {{"kind", "plaintext"}, {"value", said.dump()}}}};
}

Json Server::definition(const Json& params) {
    const std::string uri = uri_in(params);
    const Document* document = documents_.find(uri);
    if (document == nullptr || document->text.find("func target") == std::string::npos)
        return Json::array();
    const support::Place at = support::place_of(document->text, "func target");
    const Json place{{"line", at.line}, {"character", at.character}};
    return Json::array({{{"uri", uri}, {"range", {{"start", place}, {"end", place}}}}});
}

Json Server::completion(const Json&) {
    return {{"isIncomplete", false}, {"items", Json::array({{{"label", "target"}, {"kind", 3}}})}};
}

Json Server::execute_command(const Json& params) {
    if (params.value("command", "") != "fake.apply_edit") return params;
    const Json edit{{"edit", {{"changes", Json::object()}}}, {"label", "a fake edit"}};
    const Json answer = wire_.ask("workspace/applyEdit", edit);
    return answer.value("result", Json());
}

Json Server::text(const Json& params) {
    const Document* document = documents_.find(uri_in(params));
    if (document == nullptr) return nullptr;
    return {
        {"text", document->text}, {"version", document->version}, {"process", journal_.process()}};
}

Json Server::state(const Json&) {
    return {{"process", journal_.process()},   {"pid", ::getpid()},
            {"documents", documents_.all()},   {"told", told_},
            {"complaints", complaints_},       {"saved", saved_},
            {"file_events", file_events_},     {"configuration", configuration_},
            {"initialize", initialize_params_}};
}

Json Server::big(const Json& params) {
    return std::string(params.value("bytes", 1000), 'b');
}

}  // namespace fake_gopls
