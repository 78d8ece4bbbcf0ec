// One message as a model sees it, and functions that split a stream into messages.
//
// No code is shared with lsp/. Each message of a model has a number (`"n"`) beside the members of
// JSON-RPC, which identifies it wherever it appears. Messages that the proxy forwards have a
// number; the proxy's own have none.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace simulation {

using nlohmann::json;

struct Message {
    std::string bytes;    ///< the whole frame
    json body;            ///< null if it is not JSON
    std::string method;   ///< empty for a reply and for unreadable content
    json id;              ///< null if there is none
    std::uint64_t n = 0;  ///< 0 if no model wrote it

    bool is_request() const { return !method.empty() && has_id; }
    bool is_notification() const { return !method.empty() && !has_id; }
    /// Returns whether this is a notification that the editor sent with an id.
    bool tells_with_id() const;
    /// Returns whether this is a notification, with an id or without.
    bool tells() const { return is_notification() || tells_with_id(); }
    bool is_reply() const { return method.empty() && has_id; }
    bool is_error() const { return body.contains("error"); }
    /// Returns the code of an error reply, or 0 for any other message.
    int error_code() const { return is_error() ? body["error"].value("code", 0) : 0; }
    /// Return a member of the body, or null.
    const json& params() const { return member("params"); }
    const json& result() const { return member("result"); }
    /// Returns the canonical `params.textDocument.uri`, or an empty string.
    std::string uri() const;

    bool has_id = false;

  private:
    const json& member(const char* name) const;
};

/// Returns a URI without percent-encoding, the same for all spellings of one document.
std::string canonical(std::string_view uri);

/// Parses a message from its content part.
Message message(std::string_view body);

/// Takes the next whole frame from the front of `stream`. Throws Violation if the stream is not
/// framed correctly.
std::optional<Message> take_message(std::string& stream);

/// Return content parts without a number. gopls writes the id of a reply last.
std::string request(const json& id, std::string_view method, const json& params);
std::string notification(std::string_view method, const json& params);
std::string reply(const json& id, const json& result);
std::string error_reply(const json& id, int code);

/// Returns the content part of an object, with its number, as a frame.
std::string numbered(std::string_view body, std::uint64_t n);
std::string framed(std::string_view body);

}  // namespace simulation
