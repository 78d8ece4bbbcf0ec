// The document on which gopls crashed, and its quarantine (core/servers/quarantine).
#include <algorithm>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {

/// Returns the key of the document that the head probably refers to: that of the oldest request,
/// else the document changed last.
std::string Engine::suspected_document() {
    for (const Pending* pending : requests_.in_order()) {
        if (pending->generation != pool_.active()->generation || pending->aside) continue;
        if (auto key = message_document_key(lsp::body_of(pending->frame))) return *std::move(key);
    }
    const auto& all = documents_.all();
    const auto newest = std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return a.second.changed_order < b.second.changed_order;
    });
    return newest == all.end() ? std::string() : newest->first;
}

void Engine::record_crash(const Crash& crash) {
    // A killed gopls does not count, whatever it was doing: that can happen with any document.
    if (!crash.is_panic || crash.blames_cache || !acting()) return;
    const std::string key = suspected_document();
    if (!quarantine_.crashed_on(key, documents_, turn_)) return;
    ++turn_.metrics.counters.quarantined_documents;
    EditorView::show_message(
        "gopls crashed twice on " + documents_.find(key)->uri +
            ". gopls now uses the file on disk instead of your text, until you close the document "
            "and open it again. (" +
            crash.reason + ")",
        turn_);
}

void Engine::answer_for_quarantined(Pending& pending) {
    fail(pending, lsp::ErrorCode::kServerCancelled, "gopls crashed on this document",
         Outcome::kError);
}

}  // namespace core
