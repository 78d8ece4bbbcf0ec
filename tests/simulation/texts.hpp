// The open documents as one side has them, from didOpen, didChange and didClose alone. As in gopls,
// a didChange with an edit that does not fit changes nothing.
//
// Edits are applied by support/utf16_text, which shares no code with the proxy's.
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
    /// An edit did not fit: until the next full text, what the editor shows is another.
    bool uncertain = false;
};

/// By canonical URI.
using Texts = std::map<std::string, Text>;

/// As Go reads it: absent and null are 0.
std::int64_t version_in(const json& document);

/// Takes a message in; anything but the three notifications leaves `texts` alone.
void take_in(Texts& texts, const Message& message);

/// Tells one text from another (FNV-1a).
std::uint64_t fingerprint(const std::string& text);

/// What a model of gopls has to say of a text: the same for every server that has the same text.
std::string finding_in(const std::string& text);

}  // namespace simulation
