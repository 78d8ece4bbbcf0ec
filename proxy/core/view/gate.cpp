#include "core/view/gate.hpp"

#include "lsp/message.hpp"
#include "lsp/methods.hpp"

namespace core {

using lsp::operator""_method;

std::string answer_behind_gate(const lsp::Envelope& envelope, std::string_view body,
                               const Session& session, GatedOutput& voice) {
    const std::string_view params = lsp::member(body, "params");
    switch (envelope.method.id()) {
        case "client/registerCapability"_method:
            voice.registrations.registered(params);
            return lsp::reply(envelope.id, "null");
        case "client/unregisterCapability"_method:
            voice.registrations.unregistered(params);
            return lsp::reply(envelope.id, "null");
        case "workspace/workspaceFolders"_method:
            return lsp::reply(envelope.id, session.folders.list());
        case "workspace/applyEdit"_method:
            return lsp::reply(envelope.id, R"({"applied":false})");
        case "window/showDocument"_method:
            return lsp::reply(envelope.id, R"({"success":false})");
        case "window/workDoneProgress/create"_method:
            voice.progress.created_unseen(lsp::member(params, "token"));
            return lsp::reply(envelope.id, "null");
        case "window/showMessageRequest"_method:
            return lsp::reply(envelope.id, "null");
        default:
            if (envelope.method.text().ends_with("/refresh")) {
                return lsp::reply(envelope.id, "null");
            }
            return lsp::error_reply(envelope.id, lsp::ErrorCode::kMethodNotFound,
                                    "not available: this server is a standby");
    }
}

void hold_behind_gate(const lsp::Envelope& envelope, std::string_view body, std::string_view frame,
                      GatedOutput& voice) {
    if (envelope.method == "textDocument/publishDiagnostics"_method) {
        voice.held.published(lsp::member(body, "params"), frame);
    } else if (envelope.method == "$/progress"_method) {
        const std::string_view params = lsp::member(body, "params");
        if (voice.progress.notified(params) == Progress::What::kBegin) {
            voice.progress.created_unseen(lsp::member(params, "token"));
        }
    }
}

}  // namespace core
