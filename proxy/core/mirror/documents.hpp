// The mirror: every open document exactly as gopls received it from the editor, so that a fresh
// server can be given the unsaved text (docs/design.md, "Same text").
//
// Documents are identified as gopls identifies them (lsp::document_key), however the editor spells
// the URI. Messages are read by Go's rules (lsp/document_sync). If gopls refuses an edit, its text
// differs from the editor's from then on. The mirror keeps gopls's text, and the document is
// untrusted until the editor's next full text or close. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "lsp/document_sync.hpp"
#include "lsp/methods.hpp"
#include "lsp/rope.hpp"

namespace core {

struct Document {
    std::string uri;  ///< as spelled when the editor opened the document
    std::string language_id;
    std::int32_t version = 0;
    lsp::Rope text;                   ///< as gopls has it
    bool trusted = true;              ///< the editor has the same text
    std::string distrust;             ///< why not
    std::uint64_t opened_order = 0;   ///< the editor's message that opened it
    std::uint64_t changed_order = 0;  ///< the editor's message that last changed it
    /// Not open in the active server, since it was in quarantine when that server began.
    bool withheld = false;
    /// gopls crashed on it more than once. No server receives it until the editor opens it afresh.
    bool quarantined = false;
};

class Documents {
  public:
    /// The effect of a notification. In a run of edits that make a document untrusted, only the
    /// first returns `kDistrusted`.
    enum class Outcome { kNotMine, kApplied, kDistrusted };

    /// Records a notification of the editor, with its raw params. `order` is the number of the
    /// editor's message. Only didOpen, didChange and didClose matter.
    Outcome notified(lsp::MethodName method, std::string_view params, std::uint64_t order);

    /// Records that a notification was missed: no text is certain until all documents have been
    /// closed.
    Outcome lost_track();

    /// Returns the open documents, by `lsp::document_key`.
    const std::map<std::string, Document, std::less<>>& all() const { return documents_; }
    Document* find(std::string_view key);
    /// Returns the open document that raw params, or a whole message, refer to. Null if there is
    /// none.
    Document* named_in_params(std::string_view params);
    Document* named_in(std::string_view body);
    /// Whether every text is certain, and no document was edited that is not open in gopls.
    bool all_trusted() const { return untrusted_ == 0 && edited_unopened_.empty(); }

    /// Returns the didOpen that gives a server the current text of the document.
    static std::string did_open(const Document& document);

  private:
    Outcome opened(std::string_view params, std::uint64_t order);
    Outcome changed(std::string_view params, std::uint64_t order);
    Outcome closed(std::string_view params);
    Outcome refused(const std::string& key, std::string why);
    Outcome distrust(Document& document, std::string why);
    void trust(Document& document);
    bool is_folder_of_open(std::string_view key) const;
    void is_known_again(const std::string& key);

    std::map<std::string, Document, std::less<>> documents_;
    std::size_t untrusted_ = 0;
    /// Keys of documents that gopls received a message about and does not have open, since it
    /// ignored the message. The editor's text of them is unknown. The empty key stands for any
    /// document, and is removed when all have been closed.
    std::set<std::string, std::less<>> edited_unopened_;
};

/// Returns `textDocument.uri` of raw params, as the editor spells it. Empty if there is none.
std::string document_uri(std::string_view params);
/// Returns `lsp::document_key` of that URI. Nothing without a URI, or if gopls would not accept it.
std::optional<std::string> document_key(std::string_view params);
/// Returns the same for a whole message.
std::optional<std::string> message_document_key(std::string_view body);

}  // namespace core
