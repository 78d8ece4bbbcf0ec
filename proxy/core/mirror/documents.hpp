// The mirror: every open document exactly as gopls has it from the editor, so that a fresh server
// can be given the unsaved text (docs/design.md, "Same text").
//
// A document is what gopls takes for one (lsp::document_key), however the editor spells its URI,
// and what the editor sends is read by Go's rules (lsp/document_sync). Where gopls refuses an edit,
// its text and the editor's differ from then on. The mirror stays with gopls, and the document is
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
    std::string uri;  ///< as the editor spelled it when it opened the document
    std::string language_id;
    std::int32_t version = 0;
    lsp::Rope text;                   ///< as gopls has it
    bool trusted = true;              ///< and the editor has the same
    std::string distrust;             ///< why not
    std::uint64_t opened_order = 0;   ///< the editor's message that opened it
    std::uint64_t changed_order = 0;  ///< the editor's message that last changed it
    /// The active server does not have it, since it was quarantined when that server began.
    bool withheld = false;
    /// gopls crashed on it more than once: no server is given it until it is opened afresh.
    bool quarantined = false;
};

class Documents {
  public:
    /// What a notification did. Only the first of a run of edits that make a document untrusted
    /// says so.
    enum class Outcome { kNotMine, kApplied, kDistrusted };

    /// Takes in a notification of the editor, with its raw params; `order` counts the editor's
    /// messages. Only didOpen, didChange and didClose concern it.
    Outcome notified(lsp::MethodName method, std::string_view params, std::uint64_t order);

    /// A notification was not taken in: no text is certain until all documents have been closed.
    Outcome lost_track();

    /// By `lsp::document_key`.
    const std::map<std::string, Document, std::less<>>& all() const { return documents_; }
    Document* find(std::string_view key);
    /// The open document that the params of a message, or a whole message, are about; null if there
    /// is none.
    Document* named_in_params(std::string_view params);
    Document* named_in(std::string_view body);
    /// Every text is known for certain, and no document was edited that is not open in gopls.
    bool all_trusted() const { return untrusted_ == 0 && edited_unopened_.empty(); }

    /// The didOpen that gives a server the document as it is now.
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
    /// Keys of documents that gopls was told of and does not have open, since it ignored the
    /// message: what the editor shows there is not known. The empty one stands for any document,
    /// and goes when all have been closed.
    std::set<std::string, std::less<>> edited_unopened_;
};

/// `textDocument.uri` of raw params, as the editor spells it; empty if there is none.
std::string document_uri(std::string_view params);
/// `lsp::document_key` of it; nothing if there is none, or none that gopls takes.
std::optional<std::string> document_key(std::string_view params);
/// The same of a whole message.
std::optional<std::string> message_document_key(std::string_view body);

}  // namespace core
