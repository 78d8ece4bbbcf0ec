// The text that the demo's editor has open, with edits nobody has saved.
//
// Places are UTF-16, as gopls counts. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "app/client/conversation.hpp"
#include "lsp/text.hpp"

namespace demo {

using Json = nlohmann::json;

using app::client::at;

/// The place of the byte `offset` in the UTF-8 `text`.
lsp::Position position_in(std::string_view text, std::size_t offset);

/// `text` after a `TextEdit[]`; nothing if an edit is none or does not fit.
std::optional<std::string> with_edits(std::string text, const Json& edits);

class Document {
  public:
    Document(std::string uri, std::string text) : uri_(std::move(uri)), text_(std::move(text)) {}

    const std::string& uri() const { return uri_; }
    const std::string& text() const { return text_; }
    int version() const { return version_; }

    /// Replaces the first `old`, which must be there. Returns the `contentChanges` entry.
    Json replace(std::string_view old, std::string_view replacement);
    /// The edit is complete: its version.
    int next_version() { return ++version_; }

    /// Where the first `needle` begins, which must be there.
    lsp::Position position_of(std::string_view needle) const;
    /// `TextDocumentPositionParams` of that place.
    Json params_at(std::string_view needle) const;

  private:
    std::string uri_;
    std::string text_;
    int version_ = 1;
};

}  // namespace demo
