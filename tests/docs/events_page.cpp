// Writes or checks the table of events in docs/log.md.
#include <algorithm>
#include <string>
#include <string_view>

#include "core/base/event.hpp"
#include "docs/page.hpp"

namespace {

using docs::code;
using docs::row;

/// Returns the words as code, separated by commas.
std::string listed(std::string_view words) {
    std::string text;
    while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find(' '));
        text += (text.empty() ? "" : ", ") + code(std::string(word));
        words.remove_prefix(std::min(words.size(), word.size() + 1));
    }
    return text;
}

std::string table() {
    std::string text = row({"event", "fields", "meaning"}) + "|---|---|---|\n";
    for (const core::EventKind& kind : core::event_kinds()) {
        std::string fields = listed(kind.fields);
        if (kind.has_verdict) fields += (fields.empty() ? "" : ", ") + std::string("a verdict");
        text += row({code(std::string(kind.name)), fields, std::string(kind.meaning)});
    }
    return text +
           "\nThe fields of a verdict, as far as they apply: " + listed(core::kVerdictFields) +
           ".\n";
}

}  // namespace

int main(int argc, char* argv[]) {
    return docs::keep({"events", "proxy/core/base/event.cpp", table()}, argc, argv);
}
