// One message as a model of the editor or of gopls sees it: its bytes as they
// came and, when it is JSON, its body. What is no JSON keeps its bytes only.
// No time passes here and nothing is decided here.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/frame.hpp"

namespace scenario {

using nlohmann::json;

struct Message {
    std::string bytes;   ///< the whole frame
    json body;           ///< null when the content is not JSON
    std::string method;  ///< empty for a reply
    json id;             ///< null when there is none

    bool is_request() const { return !method.empty() && !id.is_null(); }
    bool is_notification() const { return !method.empty() && id.is_null(); }
    bool is_reply() const { return method.empty() && body.is_object() && body.contains("id"); }
    /// The proxy's own question whether the queue of gopls moves.
    bool is_probe() const {
        return is_request() && method.starts_with("$/") && method != "$/cancelRequest";
    }
    /// The code of an error reply, 0 for any other message.
    int error_code() const;
    json params() const { return member("params"); }
    json result() const { return member("result"); }

  private:
    json member(const char* name) const;
};

/// Cuts a stream into messages; fails the test where the stream is no LSP.
class Wire {
  public:
    std::vector<Message> take(std::string_view bytes);
    /// Bytes of a frame that has not come whole.
    std::size_t cut_bytes() const { return reader_.buffered_bytes(); }

  private:
    lsp::FrameReader reader_;
};

/// Whole frames from JSON values.
std::string request(const json& id, std::string_view method, const json& params);
std::string notification(std::string_view method, const json& params);
std::string reply(const json& id, const json& result);

/// How many of `messages` have this method.
std::size_t count(const std::vector<Message>& messages, std::string_view method);
/// The newest with this method, or null.
const Message* last(const std::vector<Message>& messages, std::string_view method);

}  // namespace scenario
