#include "core/view/diagnostics.hpp"

#include <algorithm>

#include "lsp/envelope.hpp"
#include "lsp/message.hpp"

namespace core {

void ShownDiagnostics::published(Generation generation, std::string_view params) {
    const std::string_view uri = lsp::member(params, "uri");
    if (uri.empty()) return;
    const std::string_view list = lsp::member(params, "diagnostics");
    const bool none = std::none_of(list.begin(), list.end(), [](char c) { return c == '{'; });
    const auto it = shown_.find(uri);
    if (it == shown_.end()) {
        if (!none) shown_.emplace(std::string(uri), generation);
    } else if (none) {
        shown_.erase(it);
    } else {
        it->second = generation;
    }
}

std::vector<std::string> ShownDiagnostics::take_older_than(Generation generation) {
    std::vector<std::string> uris;
    for (const auto& [uri, of] : shown_) {
        if (of < generation) uris.push_back(uri);
    }
    for (const std::string& uri : uris) shown_.erase(uri);
    return uris;
}

std::string ShownDiagnostics::clearing(std::string_view raw_uri) {
    return lsp::notification("textDocument/publishDiagnostics",
                             R"({"uri":)" + std::string(raw_uri) + R"(,"diagnostics":[]})");
}

void HeldDiagnostics::published(std::string_view params, std::string_view frame) {
    const std::string_view uri = lsp::member(params, "uri");
    if (!uri.empty()) frames_.insert_or_assign(std::string(uri), std::string(frame));
}

}  // namespace core
