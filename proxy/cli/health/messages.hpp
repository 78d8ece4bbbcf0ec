// The messages that a run sends to gopls. Pure.
#pragma once

#include <string>
#include <string_view>

#include "app/client/conversation.hpp"
#include "cli/health/plan.hpp"
#include "cli/health/results.hpp"

namespace cli::health {

/// A document as gopls has it.
struct Document {
    std::string uri;
    std::string text;
    int version = 1;
};

/// Returns the params of `initialize` for a workspace with one folder. `settings` are gopls's, or
/// null.
nlohmann::json initialize_params(const std::string& folder, int pid,
                                 const nlohmann::json& settings);

/// Returns the params of `textDocument/didOpen`.
nlohmann::json open_params(const Document& document);

/// Returns the method of a request, and its params at a position of a document.
std::string_view method_of(Kind kind);
nlohmann::json request_params(Kind kind, const std::string& uri, lsp::Position position);

/// Return the params of `textDocument/didChange` that append a comment to the text, and those that
/// restore the text. Each is the document's next version.
nlohmann::json edit_params(Document& document);
nlohmann::json undo_params(Document& document);

/// Returns the heap in bytes from the result of `gopls.mem_stats`; nothing for anything else.
std::optional<std::uint64_t> heap_in(const nlohmann::json& mem_stats);

}  // namespace cli::health
