// A document that kills gopls (docs/pitfalls.md, "Crash loops"): when gopls has crashed on the same
// one twice, the next server sees it as it is on disk, and what the editor asks about it is
// answered by the proxy, until the editor opens it afresh.
#include <algorithm>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {

/// The key of the document that the head is about, as far as that is known: of the oldest request,
/// else the one that was changed last.
std::string Engine::suspected_document() {
    for (const Pending* pending : pending_.in_order()) {
        if (pending->generation != active_->generation || pending->aside) continue;
        if (auto key = message_document_key(lsp::body_of(pending->frame))) return *std::move(key);
    }
    const auto& all = documents_.all();
    const auto newest = std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return a.second.changed_order < b.second.changed_order;
    });
    return newest == all.end() ? std::string() : newest->first;
}

void Engine::note_crash(const Crash& crash) {
    // Not one that was killed, whatever it was doing: that may happen again to any document.
    if (!crash.is_panic || crash.blames_cache || !acting()) return;
    const std::string key = suspected_document();
    Document* document = documents_.find(key);
    std::erase_if(crashes_,
                  [&](const auto& past) { return now_ - past.second >= settings_.budget.period; });
    const bool again = std::any_of(crashes_.begin(), crashes_.end(),
                                   [&](const auto& past) { return past.first == key; });
    crashes_.emplace_back(key, now_);
    if (!document || !again || std::exchange(document->quarantined, true)) return;
    any_quarantined_ = true;
    ++metrics_.counters.quarantined_documents;
    show_message("gopls crashed twice on " + document->uri +
                 ". It goes on without this document, with what is on disk in its place, until you "
                 "close it and open it again. (" +
                 crash.reason + ")");
}

bool Engine::is_quarantined(std::string_view body) {
    if (!any_quarantined_) return false;
    const Document* document = documents_.named_in(body);
    return document && document->quarantined;
}

void Engine::answer_for_quarantined(Pending& pending) {
    fail(pending, lsp::ErrorCode::kServerCancelled, "gopls crashed on this document",
         Outcome::kError);
}

}  // namespace core
