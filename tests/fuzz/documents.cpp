// Fuzz target: core::Documents against a slow, obvious mirror. A document has the text that gopls
// has for it, and is trusted as long as gopls has accepted every change of the editor.
//
// The first section is the text that didOpen sends. Each other section is one event: an edit
// (`0:1-0:2`, then the replacement), a whole text (`full`), `close`, `open`, or the body of a
// didChange, which begins with a brace.
//
// A second core::Documents gets the same messages with all non-ASCII characters escaped, and must
// agree with the first.
#include "core/mirror/documents.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "fuzz/edits.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"

namespace fuzz {
namespace {

using nlohmann::json;

constexpr const char* kUri = "file:///w/a.go";
constexpr const char* kKey = "/w/a.go";

class Mirror {
  public:
    void open(std::string_view text) {
        ++version_;
        send("textDocument/didOpen", {{"textDocument",
                                       {{"uri", kUri},
                                        {"languageId", "go"},
                                        {"version", version_},
                                        {"text", std::string(text)}}}});
        expected_ = std::string(text);
        refused_ = false;
    }

    void change(std::string_view section) {
        const bool full = section.starts_with("full");
        json change;
        if (full) {
            take_line(section);
            change = {{"text", std::string(section)}};
            if (open_now()) {
                expected_ = std::string(section);
                refused_ = false;
            }
        } else {
            const Edit edit = edit_from(section);
            const lsp::Range& range = edit.range;
            change = {
                {"range",
                 {{"start", {{"line", range.start.line}, {"character", range.start.character}}},
                  {"end", {{"line", range.end.line}, {"character", range.end.character}}}}},
                {"text", edit.replacement}};
            if (expected_ && is_valid_utf8(*expected_)) {
                auto edited = edited_slowly(*expected_, edit);
                refused_ = refused_ || !edited;
                if (edited) expected_ = std::move(edited);
            }
        }
        send("textDocument/didChange", {{"textDocument", {{"uri", kUri}, {"version", ++version_}}},
                                        {"contentChanges", json::array({std::move(change)})}});
    }

    /// Sends a raw didChange. The expectation comes from the mirror itself: only consistency is
    /// checked.
    void change_by(std::string_view body) {
        const core::Documents::Outcome outcome =
            documents_.notified("textDocument/didChange", lsp::member(body, "params"), 1);
        escaped_.notified("textDocument/didChange", lsp::member(body, "params"), 1);
        const core::Document* document = documents_.find(kKey);
        if (!document) {
            expected_.reset();
        } else if (outcome == core::Documents::Outcome::kApplied) {
            expected_ = document->text.str();
        }
        refused_ = document && !document->trusted;
        check_document();
    }

    void close() {
        send("textDocument/didClose", {{"textDocument", {{"uri", kUri}}}});
        check(documents_.all().empty(), "a closed document is forgotten");
    }

  private:
    bool open_now() { return documents_.find(kKey) != nullptr; }

    void send(const char* method, const json& params) {
        const json message = {{"jsonrpc", "2.0"}, {"method", method}, {"params", params}};
        // JSON cannot hold invalid UTF-8: the message leaves those bytes out, and check_document()
        // stops comparing texts.
        std::string body;
        try {
            body = message.dump();
        } catch (const json::type_error&) {
            body = message.dump(-1, ' ', false, json::error_handler_t::ignore);
        }
        documents_.notified(method, lsp::member(body, "params"), 1);
        const std::string escaped = json::parse(body).dump(-1, ' ', true);
        escaped_.notified(method, lsp::member(escaped, "params"), 1);
        sent_bad_utf8_ = sent_bad_utf8_ || json::parse(body) != message;
    }

  public:
    void check_document() {
        const core::Document* document = documents_.find(kKey);
        const core::Document* other = escaped_.find(kKey);
        check((document == nullptr) == (other == nullptr),
              "both mirrors have the document, or neither has");
        if (!document) return;
        check(document->trusted == other->trusted,
              "both mirrors trust the document, or neither does");
        check_same(other->text.str(), document->text.str(), "the text from escaped messages");
        check(document->trusted == document->distrust.empty(),
              "an untrusted document has a reason, a trusted one has none");
        // Not the reverse: the message may also have edited a document that is not open.
        check(document->trusted || !documents_.all_trusted(),
              "all_trusted() is false with an untrusted document");
        if (sent_bad_utf8_) return;
        check(document->trusted != refused_, "a document is trusted unless a change was refused");
        if (!expected_) return;
        check_same(document->text.str(), *expected_, "the text of the document");
        const std::string opening = core::Documents::did_open(*document);
        const json again = json::parse(lsp::body_of(opening));
        check_same(again["params"]["textDocument"]["text"].get<std::string>(), *expected_,
                   "the text sent to a replacement server");
    }

  private:
    core::Documents documents_;
    core::Documents escaped_;
    std::optional<std::string> expected_;  ///< empty while the document is not open
    bool refused_ = false;                 ///< a change since the last whole text did not fit
    int version_ = 0;
    bool sent_bad_utf8_ = false;
};

}  // namespace

void documents(Bytes input) {
    const auto sections = sections_of(text_of(input));
    Mirror mirror;
    mirror.open(sections[0]);
    mirror.check_document();
    for (std::size_t i = 1; i < sections.size() && i < 60; ++i) {
        if (sections[i] == "close") {
            mirror.close();
        } else if (sections[i] == "open") {
            mirror.open("again\n");
        } else if (sections[i].starts_with('{')) {
            mirror.change_by(sections[i]);
        } else {
            mirror.change(sections[i]);
        }
        mirror.check_document();
    }
}

}  // namespace fuzz
