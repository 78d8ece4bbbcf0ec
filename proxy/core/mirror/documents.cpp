#include "core/mirror/documents.hpp"

#include <utility>

#include "lsp/envelope.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

using lsp::operator""_method;

/// Applies the changes of one didChange as gopls does: all of them or none. Returns why none was
/// applied, or an empty text.
std::string apply_changes(const std::vector<lsp::ContentChange>& changes, lsp::Rope& text) {
    std::optional<lsp::Rope> before;
    if (changes.size() > 1) before = text;
    const auto none = [&](std::string why) {
        if (before) text = *std::move(before);
        return why;
    };
    for (const lsp::ContentChange& change : changes) {
        if (!change.range) return none("one of several changes has no range");
        if (text.apply_edit(*change.range, change.text).has_error()) {
            return none("an edit does not fit the text");
        }
    }
    return {};
}

/// Whether gopls reads the change as the whole text.
bool is_full_text(const std::vector<lsp::ContentChange>& changes) {
    return changes.size() == 1 && !changes[0].range && !changes[0].has_range_length;
}

}  // namespace

std::string document_uri(std::string_view params) {
    return lsp::read_document_id(params).uri;
}

std::optional<std::string> document_key(std::string_view params) {
    return lsp::read_document_id(params).key;
}

std::optional<std::string> message_document_key(std::string_view body) {
    return document_key(lsp::member(body, "params"));
}

Documents::Outcome Documents::notified(lsp::MethodName method, std::string_view params,
                                       std::uint64_t order) {
    switch (method.id()) {
        case "textDocument/didChange"_method:
            return changed(params, order);
        case "textDocument/didOpen"_method:
            return opened(params, order);
        case "textDocument/didClose"_method:
            return closed(params);
        default:
            return Outcome::kNotMine;
    }
}

Documents::Outcome Documents::opened(std::string_view params, std::uint64_t order) {
    lsp::DocumentParams opening = lsp::read_did_open(params);
    if (!opening.document.key) return Outcome::kNotMine;
    if (!opening.accepted) return refused(*opening.document.key, "gopls does not take the didOpen");
    if (is_folder_of_open(*opening.document.key)) return lost_track();
    is_known_again(*opening.document.key);
    Document fresh;
    fresh.uri = std::move(opening.document.uri);
    fresh.language_id = std::move(opening.language_id);
    fresh.version = opening.version;
    fresh.text = lsp::Rope(opening.text);
    fresh.opened_order = fresh.changed_order = order;
    Document& document = documents_[*std::move(opening.document.key)];
    trust(document);
    document = std::move(fresh);
    return Outcome::kApplied;
}

Documents::Outcome Documents::changed(std::string_view params, std::uint64_t order) {
    lsp::DocumentParams change = lsp::read_did_change(params);
    if (!change.document.key) return Outcome::kNotMine;
    Document* document = find(*change.document.key);
    if (document) document->changed_order = order;
    if (!document && is_folder_of_open(*change.document.key)) return lost_track();
    if (!document || !change.accepted) {
        return refused(*change.document.key, "gopls does not take the didChange");
    }
    if (change.changes.empty()) return Outcome::kApplied;  // gopls ignores it, its version too
    if (is_full_text(change.changes)) {
        document->text = lsp::Rope(change.changes[0].text);
        trust(*document);
    } else {
        std::string refusal = apply_changes(change.changes, document->text);
        if (!refusal.empty()) return distrust(*document, std::move(refusal));
    }
    document->version = change.version;
    return Outcome::kApplied;
}

Documents::Outcome Documents::closed(std::string_view params) {
    const lsp::DocumentParams closing = lsp::read_did_close(params);
    const auto& key = closing.document.key;
    if (!key) return Outcome::kNotMine;
    const auto it = documents_.find(*key);
    if (!closing.accepted && it == documents_.end()) return Outcome::kApplied;
    if (!closing.accepted) return refused(*key, "gopls does not take the didClose");
    if (is_folder_of_open(*key)) return lost_track();
    is_known_again(*key);
    if (it != documents_.end()) {
        trust(it->second);
        documents_.erase(it);
    }
    // An edit without a document may have meant any of the open ones.
    if (documents_.empty()) edited_unopened_.erase("");
    return Outcome::kApplied;
}

/// Handles a notification that gopls ignores while the editor assumes it was applied.
Documents::Outcome Documents::refused(const std::string& key, std::string why) {
    if (Document* document = find(key)) return distrust(*document, std::move(why));
    return edited_unopened_.insert(key).second ? Outcome::kDistrusted : Outcome::kApplied;
}

/// Whether the key is a folder of an open document. gopls replaces a folder by all files in it that
/// it has seen, and sets or removes an empty text for each
/// (cache.Session.ExpandModificationsToDirectories).
bool Documents::is_folder_of_open(std::string_view key) const {
    if (key.empty()) return false;
    std::string inside(key);
    if (inside.back() != '/') inside += '/';
    const auto first = documents_.upper_bound(inside);
    return first != documents_.end() && first->first.starts_with(inside);
}

Documents::Outcome Documents::lost_track() {
    return edited_unopened_.insert("").second ? Outcome::kDistrusted : Outcome::kApplied;
}

void Documents::is_known_again(const std::string& key) {
    if (!key.empty()) edited_unopened_.erase(key);
}

Documents::Outcome Documents::distrust(Document& document, std::string why) {
    if (!document.trusted) return Outcome::kApplied;
    ++untrusted_;
    document.trusted = false;
    document.distrust = std::move(why);
    return Outcome::kDistrusted;
}

void Documents::trust(Document& document) {
    if (document.trusted) return;
    --untrusted_;
    document.trusted = true;
    document.distrust.clear();
}

Document* Documents::find(std::string_view key) {
    const auto it = documents_.find(key);
    return it == documents_.end() ? nullptr : &it->second;
}

Document* Documents::named_in_params(std::string_view params) {
    const auto key = document_key(params);
    return key ? find(*key) : nullptr;
}

Document* Documents::named_in(std::string_view body) {
    return named_in_params(lsp::member(body, "params"));
}

std::string Documents::did_open(const Document& document) {
    const auto text = [](const std::string& s) { return lsp::quoted(s); };
    return lsp::notification("textDocument/didOpen",
                             R"({"textDocument":{"uri":)" + text(document.uri) +
                                 R"(,"languageId":)" + text(document.language_id) +
                                 R"(,"version":)" + std::to_string(document.version) +
                                 R"(,"text":)" + text(document.text.str()) + "}}");
}

}  // namespace core
