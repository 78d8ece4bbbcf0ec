// What happens, in words for the timeline: lines of the proxy's log and answers
// of gopls as a person would tell them. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/base/event.hpp"
#include "demo/document.hpp"

namespace demo {

/// Returns the proxy's action or conclusion in words; empty if the event is not worth a line.
std::string words_for(const core::Event& event);

/// What a verdict rests on, in words.
std::string evidence_in(const core::Event& stall);

/// What an answer says, in a few words: `main.go:7`, `3 places`; empty if that tells nothing.
std::string words_for(std::string_view method, const Json& result);

/// `textDocument/documentSymbol` as people say it: `symbols`.
std::string_view plain_name(std::string_view method);

/// `text` in one line, without the blanks at its end.
std::string one_line(std::string text);

/// Name and version that gopls gives in its initialize result.
std::string server_name(const Json& initialize_result);

}  // namespace demo
