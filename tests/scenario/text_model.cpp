#include "scenario/text_model.hpp"

#include "lsp/text.hpp"
#include "support/catch.hpp"

namespace scenario {
namespace {

lsp::Position position(const json& at) {
    return {at.at("line").get<std::uint32_t>(), at.at("character").get<std::uint32_t>()};
}

void change(Text& document, const json& change) {
    const std::string text = change.at("text");
    if (!change.contains("range")) {
        document.text = text;
        return;
    }
    const json& range = change["range"];
    const lsp::Range where{position(range.at("start")), position(range.at("end"))};
    // A wrong edit leaves the text as it was, as in gopls.
    (void)lsp::apply_edit(document.text, where, text);
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
        texts[uri].version = document.at("version");
        for (const json& one : params.at("contentChanges")) change(texts[uri], one);
    }
}

}  // namespace scenario
