// The open documents as one side has them, built from didOpen, didChange and didClose alone. As in
// gopls, a didChange with an edit that does not fit changes nothing.
//
// support/utf16_text applies the edits. It shares no code with the proxy.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "simulation/message.hpp"

namespace simulation {

struct Text {
    std::string text;  ///< UTF-8
    std::int64_t version = 0;
    std::string language;
    /// An edit did not fit. Until the next full text the editor shows another text.
    bool uncertain = false;
};

/// By canonical URI.
using Texts = std::map<std::string, Text>;

/// Returns the version as Go reads it: 0 if it is absent or null.
std::int64_t version_in(const json& document);

/// Applies a message. All messages but these three leave `texts` unchanged.
void take_in(Texts& texts, const Message& message);

/// Returns a hash of a text (FNV-1a).
std::uint64_t fingerprint(const std::string& text);

/// Returns the model's diagnostic of a text, the same from every server with this text.
std::string finding_in(const std::string& text);

}  // namespace simulation
