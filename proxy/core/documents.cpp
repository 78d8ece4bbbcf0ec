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

using simdjson::ondemand::document;
using simdjson::ondemand::object;

/// A message that is only looked at. The library throws; that stops in this file.
struct Look {
    simdjson::ondemand::parser parser;
    simdjson::padded_string text;
    document root;

    explicit Look(std::string_view body) : text(body) {
        // On what is no JSON, reading on demand runs into undefined behaviour (simdjson 3.0).
        simdjson::dom::parser whole;
        auto error = whole.parse(text).error();
        if (!error) error = parser.iterate(text).get(root);
        if (error) throw simdjson::simdjson_error(error);
    }
};

lsp::Position position(object at) {
    lsp::Position p;
    p.line = static_cast<std::uint32_t>(std::uint64_t(at["line"]));
    p.character = static_cast<std::uint32_t>(std::uint64_t(at["character"]));
    return p;
}

/// Applies one TextDocumentContentChangeEvent (LSP 3.17); returns why it could not.
std::string apply(object change, Document& document) {
    object range;
    const auto error = change["range"].get_object().get(range);
    const bool whole = error == simdjson::NO_SUCH_FIELD || error == simdjson::INCORRECT_TYPE;
    // After any other error the parser is gone, and reading on would crash.
    if (error && !whole) throw simdjson::simdjson_error(error);
    if (whole) {
        document.text = std::string(std::string_view(change["text"]));
        document.trusted = true;
        document.distrust.clear();
        return {};
    }
    lsp::Range where;
    where.start = position(range["start"].get_object());
    where.end = position(range["end"].get_object());
    if (!document.trusted) return document.distrust;
    if (lsp::apply_edit(document.text, where, std::string_view(change["text"])).has_error()) {
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
        Look look(body);
        object item = look.root["params"]["textDocument"].get_object();
        uri = std::string(std::string_view(item["uri"]));
        fresh.language_id = std::string(std::string_view(item["languageId"]));
        fresh.version = item["version"].get_int64();
        fresh.text = std::string(std::string_view(item["text"]));
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
        Look look(body);
        object params = look.root["params"].get_object();
        document->version = params["textDocument"]["version"].get_int64();
        for (auto change : params["contentChanges"].get_array()) {
            refusal = apply(change.get_object(), *document);
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
