// The mirror: every open document exactly as the editor has it, so that a fresh
// server can be given the unsaved text (design, invariant 3).
//
// An edit that cannot be applied with certainty makes its document untrusted
// until the editor's next full text or close. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "lsp/rope.hpp"

namespace core {

struct Document {
    std::string language_id;
    std::int64_t version = 0;
    lsp::Rope text;
    bool trusted = true;
    std::string distrust;             ///< why not
    std::uint64_t changed_order = 0;  ///< the editor's message that last changed it
    /// The active server does not have it: it was untrusted when that server began, or is
    /// quarantined.
    bool withheld = false;
    /// gopls crashed on it more than once: no server is given it until it is opened afresh.
    bool quarantined = false;
};

class ParamsReader;

class Documents {
  public:
    Documents();
    /// With a reader of other limits, for tests.
    explicit Documents(std::unique_ptr<ParamsReader> reader);
    ~Documents();

    /// What a notification did.
    enum class Outcome { kNotMine, kApplied, kDistrusted };

    /// Takes in a notification of the editor, with its raw params; `order` counts the editor's
    /// messages. Only didOpen, didChange and didClose concern it.
    Outcome notified(std::string_view method, std::string_view params, std::uint64_t order);

    /// By URI, as the editor spells it.
    const std::map<std::string, Document, std::less<>>& all() const { return documents_; }
    Document* find(std::string_view uri);
    bool all_trusted() const;

    /// The didOpen that gives a server the document as it is now.
    static std::string did_open(const std::string& uri, const Document& document);

  private:
    Outcome opened(std::string_view params, std::uint64_t order);
    Outcome changed(std::string_view params, std::uint64_t order);
    Outcome closed(std::string_view params);

    std::map<std::string, Document, std::less<>> documents_;
    std::unique_ptr<ParamsReader> reader_;
};

/// `textDocument.uri` of raw params, unescaped; empty if there is none.
std::string document_uri(std::string_view params);
/// The same of a whole message.
std::string text_document_uri(std::string_view body);

}  // namespace core
