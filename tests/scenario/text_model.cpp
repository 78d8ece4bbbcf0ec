#include "scenario/text_model.hpp"

#include <algorithm>

#include "lsp/text.hpp"
#include "support/catch.hpp"

namespace scenario {
namespace {

lsp::Position position(const json& at) {
    return {at.at("line").get<std::uint32_t>(), at.at("character").get<std::uint32_t>()};
}

/// Returns whether the change fits.
bool change(Text& document, const json& change) {
    const std::string text = change.at("text");
    if (!change.contains("range")) {
        document.text = text;
        return true;
    }
    const json& range = change["range"];
    const lsp::Range where{position(range.at("start")), position(range.at("end"))};
    return !lsp::apply_edit(document.text, where, text).has_error();
}

}  // namespace

void take_in(Texts& texts, const Message& message) {
    if (!message.method.starts_with("textDocument/did")) return;
    const json params = message.params();
    const json document = params.value("textDocument", json::object());
    const std::string uri = document.value("uri", "");
    if (message.method == "textDocument/didOpen") {
        texts[uri] = {document.at("text"), document.at("version")};
    } else if (message.method == "textDocument/didClose") {
        texts.erase(uri);
    } else if (message.method == "textDocument/didChange" && texts.contains(uri)) {
        Text changed = texts[uri];
        changed.version = document.at("version");
        const json& changes = params.at("contentChanges");
        // Like gopls, apply all of them or none.
        const bool fits = std::all_of(changes.begin(), changes.end(),
                                      [&](const json& one) { return change(changed, one); });
        if (fits) texts[uri] = std::move(changed);
    }
}

}  // namespace scenario
