#include "core/view/gate.hpp"

#include "lsp/message.hpp"

namespace core {

std::string answer_behind_gate(const lsp::Envelope& envelope, std::string_view body,
                               const Session& session, Voice& voice) {
    const std::string_view method = envelope.method;
    const std::string_view params = lsp::member(body, "params");
    if (method == "client/registerCapability") {
        voice.registrations.registered(params);
        return lsp::reply(envelope.id, "null");
    }
    if (method == "client/unregisterCapability") {
        voice.registrations.unregistered(params);
        return lsp::reply(envelope.id, "null");
    }
    if (method == "workspace/workspaceFolders") {
        return lsp::reply(envelope.id, session.workspace_folders());
    }
    if (method == "workspace/applyEdit") {
        return lsp::reply(envelope.id, R"({"applied":false})");
    }
    if (method == "window/showDocument") {
        return lsp::reply(envelope.id, R"({"success":false})");
    }
    if (method == "window/workDoneProgress/create") {
        voice.progress.created_unseen(lsp::member(params, "token"));
        return lsp::reply(envelope.id, "null");
    }
    if (method == "window/showMessageRequest" || method.ends_with("/refresh")) {
        return lsp::reply(envelope.id, "null");
    }
    return lsp::error_reply(envelope.id, lsp::ErrorCode::kMethodNotFound,
                            "not available: this server is a standby");
}

void hold_behind_gate(const lsp::Envelope& envelope, std::string_view body, std::string_view frame,
                      Voice& voice) {
    if (envelope.method == "textDocument/publishDiagnostics") {
        voice.held.published(lsp::member(body, "params"), frame);
    } else if (envelope.method == "$/progress") {
        const std::string_view params = lsp::member(body, "params");
        if (voice.progress.notified(params) == Progress::What::kBegin) {
            voice.progress.created_unseen(lsp::member(params, "token"));
        }
    }
}

}  // namespace core
