// Building messages: framed JSON-RPC from raw JSON parts, and the one splice
// that the proxy performs on a message it passes on, the change of an id.
//
// Raw parts are put in as they are; that they are JSON is the caller's promise.
#pragma once

#include <string>
#include <string_view>

namespace lsp {

/// Error codes that the proxy itself sends (LSP 3.17, "Response Message", ErrorCodes).
enum class ErrorCode {
    kParseError = -32700,
    kMethodNotFound = -32601,
    kInternalError = -32603,
    kRequestFailed = -32803,
    kServerCancelled = -32802,
    kContentModified = -32801,
    kRequestCancelled = -32800,
};

/// How grave a message to a person is (LSP 3.17, "MessageType").
enum class MessageType { kError = 1, kWarning = 2 };

/// `body` with its header block.
std::string frame(std::string_view body);

// Each returns a whole frame. Ids, params and results are raw JSON; empty params are left out,
// an empty result is null.
std::string request(std::string_view raw_id, std::string_view method, std::string_view raw_params);
std::string notification(std::string_view method, std::string_view raw_params);
std::string reply(std::string_view raw_id, std::string_view raw_result);
std::string error_reply(std::string_view raw_id, ErrorCode code, std::string_view message);

/// `body` as a new frame with `raw_id` in place of `old_id`, which must be a view into
/// `body` (`Envelope::id`); every other byte stays as it was.
std::string with_id(std::string_view body, std::string_view old_id, std::string_view raw_id);

/// The content part of a whole frame.
std::string_view body_of(std::string_view frame);

/// `text` as a JSON string token. Bad UTF-8 becomes U+FFFD.
std::string quoted(std::string_view text);

}  // namespace lsp
