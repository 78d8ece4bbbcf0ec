#include "core/documents.hpp"

#include <simdjson.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "lsp/envelope.hpp"
#include "lsp/message.hpp"
#include "lsp/text.hpp"

namespace core {
namespace {

using simdjson::dom::element;

/// A message as a tree that lives as long as this. The library throws; that stops in this file.
/// The whole text is checked first: read on demand, what is no JSON is undefined behaviour
/// (simdjson 3.0).
struct Tree {
    simdjson::dom::parser parser;
    element root;

    explicit Tree(std::string_view body) : root(parser.parse(body.data(), body.size())) {}
};

lsp::Position position(element at) {
    lsp::Position p;
    p.line = static_cast<std::uint32_t>(std::uint64_t(at["line"]));
    p.character = static_cast<std::uint32_t>(std::uint64_t(at["character"]));
    return p;
}

/// Applies one TextDocumentContentChangeEvent (LSP 3.17); returns why it could not.
std::string apply(element change, Document& document) {
    const std::string_view text = change["text"];
    simdjson::dom::object range;
    if (change["range"].get(range) != simdjson::SUCCESS) {
        document.text = text;
        document.trusted = true;
        document.distrust.clear();
        return {};
    }
    const lsp::Range where{position(range["start"]), position(range["end"])};
    if (!document.trusted) return document.distrust;
    if (lsp::apply_edit(document.text, where, text).has_error()) {
        return "an edit does not fit the text";
    }
    return {};
}

}  // namespace

std::string text_document_uri(std::string_view body) {
    const auto identifier = lsp::member(lsp::member(body, "params"), "textDocument");
    const auto raw = lsp::member(identifier, "uri");
    if (raw.size() < 2) return {};
    if (raw.find('\\') == std::string_view::npos) return std::string(raw.substr(1, raw.size() - 2));
    const auto parsed = nlohmann::json::parse(raw, nullptr, false);
    return parsed.is_string() ? parsed.get<std::string>() : std::string();
}

Documents::Outcome Documents::notified(std::string_view method, std::string_view body,
                                       std::uint64_t order) {
    if (!method.starts_with("textDocument/did")) return Outcome::kNotMine;
    if (method == "textDocument/didChange") return changed(body, order);
    if (method == "textDocument/didOpen") return opened(body, order);
    if (method == "textDocument/didClose") return closed(body);
    return Outcome::kNotMine;
}

Documents::Outcome Documents::opened(std::string_view body, std::uint64_t order) {
    Document fresh;
    fresh.changed_order = order;
    std::string uri;
    try {
        const Tree tree(body);
        const element item = tree.root["params"]["textDocument"];
        uri = std::string_view(item["uri"]);
        fresh.language_id = std::string_view(item["languageId"]);
        fresh.version = item["version"].get_int64();
        fresh.text = std::string_view(item["text"]);
    } catch (const simdjson::simdjson_error& error) {
        fresh.trusted = false;
        fresh.distrust = error.what();
        if (uri.empty()) uri = text_document_uri(body);
    }
    const bool trusted = fresh.trusted;
    if (!uri.empty()) documents_.insert_or_assign(uri, std::move(fresh));
    return trusted ? Outcome::kApplied : Outcome::kDistrusted;
}

Documents::Outcome Documents::changed(std::string_view body, std::uint64_t order) {
    Document* document = find(text_document_uri(body));
    if (!document) return Outcome::kDistrusted;
    document->changed_order = order;
    std::string refusal;
    try {
        const Tree tree(body);
        const element params = tree.root["params"];
        document->version = params["textDocument"]["version"].get_int64();
        for (const element change : params["contentChanges"].get_array()) {
            refusal = apply(change, *document);
            if (!refusal.empty()) document->trusted = false;
        }
    } catch (const simdjson::simdjson_error& error) {
        refusal = error.what();
    }
    if (refusal.empty()) return Outcome::kApplied;
    document->trusted = false;
    document->distrust = std::move(refusal);
    return Outcome::kDistrusted;
}

Documents::Outcome Documents::closed(std::string_view body) {
    const auto it = documents_.find(text_document_uri(body));
    if (it != documents_.end()) documents_.erase(it);
    return Outcome::kApplied;
}

Document* Documents::find(std::string_view uri) {
    const auto it = documents_.find(uri);
    return it == documents_.end() ? nullptr : &it->second;
}

bool Documents::all_trusted() const {
    return std::all_of(documents_.begin(), documents_.end(),
                       [](const auto& entry) { return entry.second.trusted; });
}

std::string Documents::did_open(const std::string& uri, const Document& document) {
    const auto text = [](const std::string& s) { return lsp::quoted(s); };
    return lsp::notification("textDocument/didOpen",
                             R"({"textDocument":{"uri":)" + text(uri) + R"(,"languageId":)" +
                                 text(document.language_id) + R"(,"version":)" +
                                 std::to_string(document.version) + R"(,"text":)" +
                                 text(document.text) + "}}");
}

}  // namespace core
