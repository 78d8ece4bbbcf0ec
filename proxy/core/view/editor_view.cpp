#include "core/view/editor_view.hpp"

#include <array>
#include <utility>

#include "lsp/message.hpp"

namespace core {
namespace {

/// Sends a message of type LSP 3.17, "MessageType.Warning".
void say(const char* method, const std::string& text, Turn& turn) {
    turn.out.send_to_editor(lsp::notification(
        method, R"({"type":2,"message":)" + lsp::quoted("gopls-proxy: " + text) + "}"));
}

}  // namespace

std::optional<std::string> EditorView::registration(Generation generation,
                                                    const lsp::Envelope& envelope,
                                                    std::string_view body) {
    const bool may_rename = generation > 1;
    if (envelope.method == "client/registerCapability"_method) {
        return registrations.registered(lsp::member(body, "params"), may_rename);
    }
    return registrations.unregistered(lsp::member(body, "params"));
}

void EditorView::hand_over(Generation generation, GatedOutput& server, Turn& turn) {
    const auto change = registrations.replaced_by(server.registrations);
    if (!change.unregister_params.empty()) {
        server_requests.ask("client/unregisterCapability", change.unregister_params, {}, turn);
    }
    if (!change.register_params.empty()) {
        server_requests.ask("client/registerCapability", change.register_params,
                            change.register_params, turn);
    }
    progress.show_all(server.progress, server_requests, turn);
    for (const auto& [uri, frame] : server.held.frames()) {
        diagnostics.published(generation, lsp::member(lsp::body_of(frame), "params"));
        turn.out.send_to_editor(frame);
    }
    server.held = {};
    refresh(turn);
}

void EditorView::clear_stale_diagnostics(Generation generation, Turn& turn) {
    for (const std::string& uri : diagnostics.take_older_than(generation)) {
        turn.out.send_to_editor(ShownDiagnostics::clearing(uri));
    }
}

/// gopls itself never asks for a refresh (docs/gopls-facts.md, "Protocol").
void EditorView::refresh(Turn& turn) {
    static constexpr std::array<std::pair<const char*, const char*>, 5> kRefreshes{{
        {"/workspace/semanticTokens/refreshSupport", "workspace/semanticTokens/refresh"},
        {"/workspace/inlayHint/refreshSupport", "workspace/inlayHint/refresh"},
        {"/workspace/codeLens/refreshSupport", "workspace/codeLens/refresh"},
        {"/workspace/diagnostics/refreshSupport", "workspace/diagnostic/refresh"},
        {"/workspace/foldingRange/refreshSupport", "workspace/foldingRange/refresh"},
    }};
    for (const auto& [capability, method] : kRefreshes) {
        if (turn.session.client_can(capability)) server_requests.ask(method, {}, {}, turn);
    }
}

void EditorView::log_message(const std::string& text, Turn& turn) {
    turn.log({LogLevel::kInfo, Event::kEditorLog, {}, text});
    if (turn.session.phase >= Session::Phase::kInitialized) say("window/logMessage", text, turn);
}

void EditorView::show_message(const std::string& text, Turn& turn) {
    turn.log({LogLevel::kWarning, Event::kEditorMessage, {}, text});
    // Allowed while `initialize` is open, not before (LSP 3.17, "Initialize Request").
    if (turn.session.phase != Session::Phase::kNew) say("window/showMessage", text, turn);
}

void EditorView::show_notices(Turn& turn) {
    std::string text;
    for (const std::string& notice : turn.settings.notices) {
        text += (text.empty() ? "" : "; ") + notice;
    }
    if (!text.empty()) show_message(text, turn);
}

}  // namespace core
