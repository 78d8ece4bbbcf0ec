// What gopls's own log tells the watchdog: a build cache that cannot be used, loads without end
// (docs/design.md, "Verdicts").
#include <nlohmann/json.hpp>
#include <utility>

#include "core/engine.hpp"
#include "core/server_log.hpp"

namespace core {
namespace {

constexpr int kErrorType = 1;  // LSP 3.17, MessageType

}  // namespace

void Engine::server_logged(Server& server, std::string_view params) {
    if (!watching() || &server != active_.get()) return;
    const auto parsed = nlohmann::json::parse(params, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("message")) return;
    const auto& text = parsed.at("message");
    if (!text.is_string()) return;
    const std::string message = text.get<std::string>();
    if (std::string cache = go_cache_in(message); !cache.empty()) go_cache_ = std::move(cache);
    if (tells_of_load(message)) {
        if (std::string storm = storm_.loaded(now_); !storm.empty()) storm_found(std::move(storm));
    }
    if (!parsed.contains("type") || parsed.at("type") != kErrorType) return;
    if (std::string fault = build_cache_fault(message, go_cache_); !fault.empty())
        build_cache_failed(server, std::move(fault));
}

void Engine::storm_found(std::string sentence_of_it) {
    Verdict verdict{VerdictKind::kReloadStorm, {}};
    verdict.evidence.detail = std::move(sentence_of_it);
    act_at_once(verdict);
}

/// The go commands of a gopls with a build cache of the proxy's own work where the user's fails.
void Engine::build_cache_failed(Server& server, std::string fault) {
    if (standby_ || planned_ || server.private_build_cache) return;
    if (session_.phase >= Session::Phase::kShutDown) return;
    Verdict verdict{VerdictKind::kBuildCacheFault, {}};
    verdict.evidence.detail = std::move(fault);
    // gopls logs it with every load.
    const std::string refusal(acting() ? no_replacement_because() : "not acting");
    if (!refusal.empty()) {
        if (std::exchange(server.build_cache_fault_seen, true)) return;
        found(verdict, server);
        return log(LogLevel::kWarning, "no replacement: " + refusal);
    }
    open_incident(verdict, server);
    act_at_once(verdict);
}

}  // namespace core
