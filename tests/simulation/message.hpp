// One message as a model sees it, and what cuts a stream into messages.
//
// The oracle's own: no code is shared with lsp/. Each message of a model carries a number of its
// own beside the members of JSON-RPC (`"n"`), so that it is known again wherever it turns up:
// what the proxy passes on has it, what the proxy writes itself has not.
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
    json body;            ///< null if it is no JSON
    std::string method;   ///< empty for a reply, and for what is no message
    json id;              ///< null when there is none
    std::uint64_t n = 0;  ///< 0: not written by a model

    bool is_request() const { return !method.empty() && has_id; }
    bool is_notification() const { return !method.empty() && !has_id; }
    /// By its method it tells something, and an editor that gives every message an id gave it one.
    bool tells_with_id() const;
    /// Whoever gets it is told something.
    bool tells() const { return is_notification() || tells_with_id(); }
    bool is_reply() const { return method.empty() && has_id; }
    bool is_error() const { return body.contains("error"); }
    /// The code of an error reply, 0 for any other.
    int error_code() const { return is_error() ? body["error"].value("code", 0) : 0; }
    /// Members of the body; null if there is none.
    const json& params() const { return member("params"); }
    const json& result() const { return member("result"); }
    /// `params.textDocument.uri`, canonical, or nothing.
    std::string uri() const;

    bool has_id = false;

  private:
    const json& member(const char* name) const;
};

/// A URI without percent-encoding: the same for all spellings of one document.
std::string canonical(std::string_view uri);

/// A message from its content part.
Message message(std::string_view body);

/// The next whole frame at the front of `stream`, which it is taken from. Throws Violation on what
/// is no frame.
std::optional<Message> take_message(std::string& stream);

/// Content parts, without a number. gopls writes the id of a reply last.
std::string request(const json& id, std::string_view method, const json& params);
std::string notification(std::string_view method, const json& params);
std::string reply(const json& id, const json& result);
std::string error_reply(const json& id, int code);

/// The content part of an object, with its number, as a frame.
std::string numbered(std::string_view body, std::uint64_t n);
std::string framed(std::string_view body);

}  // namespace simulation
