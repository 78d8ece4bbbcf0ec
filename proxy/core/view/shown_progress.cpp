#include "core/view/shown_progress.hpp"

#include <utility>

#include "core/mirror/session.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

constexpr std::string_view kOwn = "\"gopls-proxy/progress/";
constexpr const char* kCapability = "/window/workDoneProgress";
constexpr const char* kCreate = "window/workDoneProgress/create";

std::string create_params(std::string_view raw_token) {
    return R"({"token":)" + std::string(raw_token) + "}";
}

std::string end_message(std::string_view raw_token, const std::string& message) {
    return Progress::message(raw_token, R"({"kind":"end","message":)" + lsp::quoted(message) + "}");
}

Progress::What kind_of(std::string_view frame) {
    return Progress::look(lsp::member(lsp::body_of(frame), "params")).first;
}

/// Returns the raw work-done token of a request.
std::string_view work_done_token(const Pending& pending) {
    if (pending.frame.empty()) return {};
    return lsp::member(lsp::member(lsp::body_of(pending.frame), "params"), "workDoneToken");
}

}  // namespace

bool ShownProgress::is_own(std::string_view token) {
    return token.starts_with(kOwn);
}

void ShownProgress::begin_own(const std::string& message, ServerRequests& asked, Turn& turn) {
    if (turn.session.phase != Session::Phase::kRunning || !own_.empty()) return;
    if (!turn.session.client_can(kCapability)) return;
    own_ = std::string(kOwn) + std::to_string(++own_tokens_) + "\"";
    opening_[own_] = {Progress::message(
        own_, R"({"kind":"begin","title":"gopls-proxy","message":)" + lsp::quoted(message) + "}")};
    asked.ask(kCreate, create_params(own_), own_, turn);
}

void ShownProgress::end_own(const std::string& message, Turn& turn) {
    if (own_.empty()) return;
    const std::string token = std::exchange(own_, {});
    const bool shown = opening_.erase(token) == 0 && refused_.erase(token) == 0;
    if (shown) turn.out.send_to_editor(end_message(token, message));
}

void ShownProgress::show(Progress& server, const std::string& token, std::string begin,
                         ServerRequests& asked, Turn& turn) {
    server.shown(token);
    if (!turn.session.client_can(kCapability)) {
        refused_.insert(token);
        return;
    }
    opening_[token] = {std::move(begin)};
    asked.ask(kCreate, create_params(token), token, turn);
}

void ShownProgress::show_all(Progress& server, ServerRequests& asked, Turn& turn) {
    for (const auto& [token, begin] : server.open()) {
        if (!server.is_unseen(token)) continue;
        show(server, token, lsp::notification("$/progress", begin), asked, turn);
    }
}

void ShownProgress::created(const std::string& token, bool is_error, Turn& turn) {
    auto node = opening_.extract(token);
    if (node.empty()) return;  // over before it began
    if (is_error) {
        const auto& held = node.mapped();
        const bool over = !held.empty() && kind_of(held.back()) == Progress::What::kEnd;
        if (!over) refused_.insert(token);
        return;
    }
    for (std::string& message : node.mapped()) turn.out.send_to_editor(std::move(message));
}

bool ShownProgress::holds(std::string_view params, std::string_view frame) {
    if (opening_.empty() && refused_.empty()) return false;
    const auto [what, token] = Progress::look(params);
    if (const auto it = opening_.find(token); it != opening_.end()) {
        if (what != Progress::What::kReport) it->second.emplace_back(frame);
        return true;
    }
    const auto refused = refused_.find(token);
    if (refused == refused_.end()) return false;
    if (what == Progress::What::kEnd) refused_.erase(refused);
    return true;
}

void ShownProgress::end_all(Progress& server, Turn& turn) {
    const Progress progress = std::exchange(server, {});
    for (const auto& [token, begin] : progress.open()) {
        if (progress.is_unseen(token) || refused_.erase(token) || opening_.erase(token)) continue;
        turn.out.send_to_editor(end_message(token, "gopls was replaced"));
    }
    // Items that began and ended while the editor was creating their tokens do not matter any more.
    std::erase_if(opening_, [this](const auto& held) { return held.first != own_; });
}

void ShownProgress::mute(const Pending& pending) {
    const std::string_view token = work_done_token(pending);
    if (!token.empty()) refused_.emplace(token);
}

void ShownProgress::unmute(const Pending& pending, const Progress* server) {
    if (refused_.empty()) return;
    const std::string_view token = work_done_token(pending);
    if (server && server->is_open(token)) return;  // hidden until it ends
    refused_.erase(std::string(token));
}

}  // namespace core
