#include "core/servers/aftermath.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/view/progress.hpp"
#include "core/workspace/server_log.hpp"
#include "lsp/message.hpp"
#include "lsp/methods.hpp"

namespace core {
namespace {

using lsp::operator""_method;

/// How Go reports a child ended by SIGINT or SIGKILL, how a shell in between reports it, and how a
/// Go program exits after dumping its goroutines.
constexpr std::array<std::string_view, 5> kOwnSignals = {
    "signal: interrupt", "signal: killed", "exit status 130", "exit status 137", "exit status 2:"};

bool names_own_signal(std::string_view text) {
    return std::any_of(kOwnSignals.begin(), kOwnSignals.end(), [&](std::string_view words) {
        return text.find(words) != std::string_view::npos;
    });
}

/// gopls reports the errors of a load on the module files.
bool is_of_module_file(std::string_view raw_uri) {
    return raw_uri.ends_with(".mod\"") || raw_uri.ends_with(".work\"");
}

}  // namespace

void Aftermath::began(std::optional<RemedyKind> remedy, Time until) {
    open_ = true;
    until_ = until;
    if (remedy != RemedyKind::kEndCommand && remedy != RemedyKind::kKillCommand) return;
    signalled_ = true;
    // A reload that waits behind the command still cures the effects of ending it.
    if (cure_ != Cure::kReloadSent) cure_ = Cure::kNone;
}

void Aftermath::reload_sent() {
    cure_ = Cure::kReloadSent;
}

void Aftermath::reload_planned() {
    cure_ = Cure::kPlanned;
}

bool Aftermath::holds(const lsp::Envelope& envelope, std::string_view frame) {
    if (!signalled_ && dropped_.empty()) return false;
    const std::string_view params = lsp::member(lsp::body_of(frame), "params");
    switch (envelope.method.id()) {
        case "$/progress"_method:
            return holds_progress(params, frame);
        case "textDocument/publishDiagnostics"_method:
            return signalled_ && holds_diagnostics(params, frame);
        case "window/logMessage"_method:
            if (!signalled_) return false;
            logged(params);
            return holds_message(params, frame, false);
        case "window/showMessage"_method:
            return signalled_ && holds_message(params, frame, true);
        default:
            return false;
    }
}

bool Aftermath::holds_progress(std::string_view params, std::string_view frame) {
    const auto [what, token] = Progress::look(params);
    if (what == Progress::What::kBegin) {
        if (!signalled_ || !names_own_signal(params)) return false;
        if (cure_ != Cure::kLoaded) return hold(What::kProgress, token, frame);
        dropped_.push_back({What::kProgress, std::string(token), std::string(frame), true});
        ++stale_;
        return true;
    }
    for (auto* reports : {&held_, &dropped_}) {
        const auto it = find(*reports, What::kProgress, token);
        if (it == reports->end()) continue;
        if (what == Progress::What::kReport && names_own_signal(params)) return true;
        if (what == Progress::What::kReport) real_.push_back(std::move(it->frame));  // a new error
        if (what == Progress::What::kEnd && reports == &held_) ++stale_;
        reports->erase(it);
        return what == Progress::What::kEnd;
    }
    return false;
}

bool Aftermath::holds_diagnostics(std::string_view params, std::string_view frame) {
    const std::string_view uri = lsp::member(params, "uri");
    const auto it = find(held_, What::kDiagnostics, uri);
    if (it != held_.end()) held_.erase(it);  // the new report replaces it
    if (is_of_module_file(uri) && names_own_signal(params)) {
        return hold(What::kDiagnostics, uri, frame);
    }
    if (!new_view_comes()) return false;
    held_.push_back({What::kDiagnostics, std::string(uri), std::string(frame), false});
    return true;
}

bool Aftermath::holds_message(std::string_view params, std::string_view frame, bool popup) {
    // In an editor without progress gopls shows begin and end as messages.
    if (popup && popups_ > 0 && lsp::member(params, "message") == R"("Done.")") {
        --popups_;
        return true;
    }
    if (!names_own_signal(params)) return false;
    if (popup) ++popups_;
    return hold(What::kMessage, {}, frame);
}

/// A folder that loads successfully after the reload shows that the error is over.
void Aftermath::logged(std::string_view params) {
    const auto parsed = nlohmann::json::parse(params, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("message")) return;
    const auto& text = parsed.at("message");
    if (!text.is_string()) return;
    const std::string message = text.get<std::string>();
    if (cure_ != Cure::kLoaded && tells_of_view(message)) cure_ = Cure::kNewView;
    if (!tells_of_load(message)) return;
    const bool failed = parsed.contains("type") && parsed.at("type") == lsp::MessageType::kError;
    if (cure_ == Cure::kNewView && !failed) {
        cure_ = Cure::kLoaded;
        cured_ = true;
        drop_held();
    } else if (cure_ == Cure::kNewView ||
               (cure_ == Cure::kLoaded && failed && names_own_signal(message))) {
        not_cured();  // or another process ended this command
    }
}

/// Forwards the held diagnostics of the old view, since no new view will correct them.
void Aftermath::not_cured() {
    cure_ = Cure::kNone;
    std::erase_if(held_, [&](Report& report) {
        if (report.of_signal) return false;
        real_.push_back(std::move(report.frame));
        return true;
    });
}

/// Holds a report back, or drops it if the error is over. Always returns true.
bool Aftermath::hold(What what, std::string_view key, std::string_view frame) {
    if (cure_ == Cure::kLoaded) {
        ++stale_;
    } else {
        held_.push_back({what, std::string(key), std::string(frame), true});
    }
    return true;
}

std::vector<Aftermath::Report>::iterator Aftermath::find(std::vector<Report>& in, What what,
                                                         std::string_view key) {
    return std::find_if(in.begin(), in.end(), [&](const Report& report) {
        return report.what == what && report.key == key;
    });
}

void Aftermath::drop_held() {
    std::erase_if(held_, [&](Report& report) {
        // gopls does not repeat a diagnosis: diagnostics that the new view does not correct are
        // right.
        if (!report.of_signal) return false;
        ++stale_;
        if (report.what == What::kProgress) dropped_.push_back(std::move(report));
        return true;
    });
}

std::size_t Aftermath::end() {
    for (Report& report : held_) real_.push_back(std::move(report.frame));
    held_.clear();
    popups_ = 0;
    open_ = signalled_ = cured_ = false;
    cure_ = Cure::kNone;
    return std::exchange(stale_, 0);
}

}  // namespace core
