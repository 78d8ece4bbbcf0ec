// The params of the notifications about open documents, as gopls reads them (lsp/go_json).
//
// Types hold only the members that are read. Pure; never throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/text.hpp"

namespace lsp {

/// LSP 3.17, "TextDocumentContentChangeEvent".
struct ContentChange {
    std::optional<Range> range;
    bool has_range_length = false;
    std::string text;
};

/// LSP 3.17, "TextDocumentIdentifier": how the editor spells it, and which document that is.
struct DocumentId {
    std::string uri;
    /// `document_key` of the URI; nothing where it is a document that gopls does not take.
    std::optional<std::string> key = "";
};

/// LSP 3.17, "DidOpenTextDocumentParams", "DidChangeTextDocumentParams" and all others that name a
/// document: each is read for the members that it has.
struct DocumentParams {
    DocumentId document;
    std::string language_id;
    std::int32_t version = 0;
    std::string text;                    ///< of didOpen
    std::vector<ContentChange> changes;  ///< of didChange
    /// gopls's decoder accepts it. If not, gopls ignores the notification, and the members here
    /// are those in front of the error.
    bool accepted = true;
};

DocumentParams read_did_open(std::string_view params);
DocumentParams read_did_change(std::string_view params);
DocumentParams read_did_close(std::string_view params);
/// Of any message about a document: only which one.
DocumentId read_document_id(std::string_view params);

}  // namespace lsp
