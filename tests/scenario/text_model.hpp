// The open documents as one side of the conversation has them, built from didOpen, didChange and
// didClose alone. The editor and every gopls of a scenario have their own, and the scenario
// compares them.
#pragma once

#include <cstdint>
#include <map>
#include <ostream>
#include <string>

#include "scenario/wire.hpp"

namespace scenario {

struct Text {
    std::string text;  ///< UTF-8
    std::int64_t version = 0;
    friend bool operator==(const Text&, const Text&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Text& shown) {
        return out << "version " << shown.version << ": " << shown.text;
    }
};

/// By URI.
using Texts = std::map<std::string, Text>;

/// Applies a message. All messages but these three leave `texts` unchanged.
void take_in(Texts& texts, const Message& message);

}  // namespace scenario
