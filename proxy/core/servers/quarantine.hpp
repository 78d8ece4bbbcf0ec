// Quarantine for documents that crash gopls (docs/pitfalls.md, "Crash loops"). Once gopls has
// crashed on the same document twice, the next server sees it as it is on disk, and the proxy
// answers the editor's requests about it, until the editor opens it afresh.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/turn.hpp"
#include "core/mirror/documents.hpp"

namespace core {

class Quarantine {
  public:
    /// Records a crash of gopls while it worked on this document (a key, which may be empty).
    /// Returns true if the document enters quarantine now, because of an earlier crash on it.
    bool crashed_on(const std::string& key, Documents& documents, const Turn& turn) {
        std::erase_if(crashes_, [&](const Crash& past) {
            return turn.now - past.at >= turn.settings.budget.period;
        });
        const bool again = std::any_of(crashes_.begin(), crashes_.end(),
                                       [&](const Crash& past) { return past.key == key; });
        crashes_.push_back({key, turn.now});
        Document* document = documents.find(key);
        if (!document || !again || std::exchange(document->quarantined, true)) return false;
        any_ = true;
        return true;
    }

    /// Whether any document has been in quarantine in this session.
    bool any() const { return any_; }
    /// Whether this message of the editor refers to a document in quarantine.
    bool holds(std::string_view body, Documents& documents) const {
        if (!any_) return false;
        const Document* document = documents.named_in(body);
        return document && document->quarantined;
    }

  private:
    struct Crash {
        std::string key;
        Time at;
    };
    std::vector<Crash> crashes_;
    bool any_ = false;
};

}  // namespace core
