#include "lsp/document_sync.hpp"

#include "lsp/go_json.hpp"
#include "lsp/uri.hpp"

namespace lsp {
namespace {

/// Decoding stops at a URI that gopls does not take.
void read_uri(GoReader& json, DocumentId& document) {
    const bool given = json.peek() == '"';
    json.string(document.uri);
    if (!given) return;
    document.key = document_key(document.uri);
    if (!document.key) json.refuse();
}

void read_position(GoReader& json, Position& position) {
    json.object([&](const GoKey& key) {
        if (key.is("line")) return json.uint32(position.line);
        if (key.is("character")) return json.uint32(position.character);
        json.skip();
    });
}

void read_range(GoReader& json, std::optional<Range>& range) {
    if (json.null()) return range.reset();
    if (!range) range.emplace();
    json.object([&](const GoKey& key) {
        if (key.is("start")) return read_position(json, range->start);
        if (key.is("end")) return read_position(json, range->end);
        json.skip();
    });
}

void read_range_length(GoReader& json, bool& is_there) {
    is_there = !json.null();
    std::uint32_t length = 0;
    if (is_there) json.uint32(length);
}

void read_change(GoReader& json, ContentChange& change) {
    json.object([&](const GoKey& key) {
        if (key.is("text")) return json.string(change.text);
        if (key.is("range")) return read_range(json, change.range);
        if (key.is("rangeLength")) return read_range_length(json, change.has_range_length);
        json.skip();
    });
}

void read_changes(GoReader& json, std::vector<ContentChange>& changes) {
    std::size_t size = 0;
    json.array([&](std::size_t index) {
        if (index == changes.size()) changes.emplace_back();
        read_change(json, changes[index]);
        size = index + 1;
    });
    changes.resize(size);
}

/// TextDocumentItem, VersionedTextDocumentIdentifier and TextDocumentIdentifier.
void read_text_document(GoReader& json, DocumentParams& params, bool is_item) {
    json.object([&](const GoKey& key) {
        if (key.is("uri")) return read_uri(json, params.document);
        if (key.is("version")) return json.int32(params.version);
        if (is_item && key.is("text")) return json.string(params.text);
        if (is_item && key.is("languageId")) return json.string(params.language_id);
        json.skip();
    });
}

/// Of params with a TextDocumentIdentifier.
void read_named_document(GoReader& json, DocumentId& document) {
    json.object([&](const GoKey& key) {
        if (!key.is("textDocument")) {
            json.skip();
            return;
        }
        json.object([&](const GoKey& inner) {
            if (inner.is("uri")) return read_uri(json, document);
            json.skip();
        });
    });
}

}  // namespace

DocumentParams read_did_open(std::string_view params) {
    DocumentParams found;
    if (params.empty()) return found;
    GoReader json(params);
    json.object([&](const GoKey& key) {
        if (key.is("textDocument")) return read_text_document(json, found, true);
        json.skip();
    });
    found.accepted = json.ok();
    return found;
}

DocumentParams read_did_change(std::string_view params) {
    DocumentParams found;
    if (params.empty()) return found;
    GoReader json(params);
    int arrays = 0;
    json.object([&](const GoKey& key) {
        if (key.is("textDocument")) return read_text_document(json, found, false);
        if (!key.is("contentChanges")) {
            json.skip();
            return;
        }
        // What a third array would be decoded into depends on the memory of the first.
        if (++arrays > 2) json.refuse();
        read_changes(json, found.changes);
    });
    found.accepted = json.ok();
    return found;
}

DocumentParams read_did_close(std::string_view params) {
    DocumentParams found;
    if (params.empty()) return found;
    GoReader json(params);
    read_named_document(json, found.document);
    found.accepted = json.ok();
    return found;
}

DocumentId read_document_id(std::string_view params) {
    DocumentId document{{}, {}};
    if (!params.empty()) {
        GoReader json(params);
        read_named_document(json, document);
    }
    return document;
}

}  // namespace lsp
