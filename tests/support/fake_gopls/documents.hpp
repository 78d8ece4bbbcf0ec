// The open documents, as the notifications to the fake gopls describe them. Edits are made by
// support/utf16_text, so that a test can compare with what an editor has.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace fake_gopls {

struct Document {
    std::string text;
    long long version = 0;
    std::string language;
};

class Documents {
  public:
    /// Applies didOpen, didChange or didClose; other notifications are nothing to it.
    /// Returns what was wrong with it (not open, edit out of range), or an empty string.
    std::string apply(const std::string& method, const nlohmann::json& params);
    /// Null when it is not open.
    const Document* find(const std::string& uri) const;
    /// All of them: uri -> {text, version, language}.
    nlohmann::json all() const;

  private:
    std::string change(const nlohmann::json& params);

    std::map<std::string, Document> open_;
};

}  // namespace fake_gopls
