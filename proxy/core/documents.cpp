#include "core/documents.hpp"

#include <simdjson.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/params_reader.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

using simdjson::dom::element;

lsp::Position position(element at) {
    lsp::Position p;
    p.line = static_cast<std::uint32_t>(std::uint64_t(at["line"]));
    p.character = static_cast<std::uint32_t>(std::uint64_t(at["character"]));
    return p;
}

/// Applies one TextDocumentContentChangeEvent (LSP 3.17); returns why it could not.
std::string apply(element change, const ParamsReader& reader, Document& document) {
    const std::string_view text = reader.text_of(change["text"]);
    simdjson::dom::object range;
    if (change["range"].get(range) != simdjson::SUCCESS) {
        document.text = lsp::Rope(text);
        document.trusted = true;
        document.distrust.clear();
        return {};
    }
    const lsp::Range where{position(range["start"]), position(range["end"])};
    if (!document.trusted) return document.distrust;
    if (document.text.apply_edit(where, text).has_error()) {
        return "an edit does not fit the text";
    }
    return {};
}

}  // namespace

std::string document_uri(std::string_view params) {
    const auto raw = lsp::member(lsp::member(params, "textDocument"), "uri");
    if (raw.size() < 2) return {};
    if (raw.find('\\') == std::string_view::npos) return std::string(raw.substr(1, raw.size() - 2));
    const auto parsed = nlohmann::json::parse(raw, nullptr, false);
    return parsed.is_string() ? parsed.get<std::string>() : std::string();
}

std::string text_document_uri(std::string_view body) {
    return document_uri(lsp::member(body, "params"));
}

Documents::Documents() : Documents(std::make_unique<ParamsReader>()) {}
Documents::Documents(std::unique_ptr<ParamsReader> reader) : reader_(std::move(reader)) {}
Documents::~Documents() = default;

Documents::Outcome Documents::notified(std::string_view method, std::string_view params,
                                       std::uint64_t order) {
    if (!method.starts_with("textDocument/did")) return Outcome::kNotMine;
    Outcome outcome = Outcome::kNotMine;
    if (method == "textDocument/didChange") outcome = changed(params, order);
    if (method == "textDocument/didOpen") outcome = opened(params, order);
    if (method == "textDocument/didClose") outcome = closed(params);
    reader_->forget();
    return outcome;
}

Documents::Outcome Documents::opened(std::string_view params, std::uint64_t order) {
    Document fresh;
    fresh.changed_order = order;
    std::string uri;
    try {
        const element item = reader_->read(params)["textDocument"];
        uri = std::string_view(item["uri"]);
        fresh.language_id = std::string_view(item["languageId"]);
        fresh.version = item["version"].get_int64();
        fresh.text = lsp::Rope(reader_->text_of(item["text"]));
    } catch (const simdjson::simdjson_error& error) {
        fresh.trusted = false;
        fresh.distrust = error.what();
        if (uri.empty()) uri = document_uri(params);
    }
    const bool trusted = fresh.trusted;
    if (!uri.empty()) documents_.insert_or_assign(uri, std::move(fresh));
    return trusted ? Outcome::kApplied : Outcome::kDistrusted;
}

Documents::Outcome Documents::changed(std::string_view params, std::uint64_t order) {
    Document* document = nullptr;
    std::string refusal;
    try {
        const element root = reader_->read(params);
        const element identifier = root["textDocument"];
        document = find(std::string_view(identifier["uri"]));
        if (!document) return Outcome::kDistrusted;
        document->version = identifier["version"].get_int64();
        for (const element change : root["contentChanges"].get_array()) {
            refusal = apply(change, *reader_, *document);
            if (!refusal.empty()) document->trusted = false;
        }
    } catch (const simdjson::simdjson_error& error) {
        refusal = error.what();
        if (!document) document = find(document_uri(params));
        if (!document) return Outcome::kDistrusted;
    }
    document->changed_order = order;
    if (refusal.empty()) return Outcome::kApplied;
    document->trusted = false;
    document->distrust = std::move(refusal);
    return Outcome::kDistrusted;
}

Documents::Outcome Documents::closed(std::string_view params) {
    const auto it = documents_.find(document_uri(params));
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
                                 text(document.text.str()) + "}}");
}

}  // namespace core
