// One message as the model editor or a model gopls sees it: its bytes and, if they are JSON, the
// parsed body. Pure: no clock and no decisions.
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
    json body;           ///< null if the content is not JSON
    std::string method;  ///< empty for a reply
    json id;             ///< null if there is none

    bool is_request() const { return !method.empty() && !id.is_null(); }
    bool is_notification() const { return !method.empty() && id.is_null(); }
    bool is_reply() const { return method.empty() && body.is_object() && body.contains("id"); }
    /// Returns whether this is the proxy's own request that shows whether gopls's queue moves.
    bool is_probe() const {
        return is_request() && method.starts_with("$/") && method != "$/cancelRequest";
    }
    /// Returns the code of an error reply, or 0 for any other message.
    int error_code() const;
    json params() const { return member("params"); }
    json result() const { return member("result"); }

  private:
    json member(const char* name) const;
};

/// Splits a stream into messages. Fails the test if the stream is not LSP.
class Wire {
  public:
    std::vector<Message> take(std::string_view bytes);
    /// Returns the number of bytes of an incomplete frame.
    std::size_t cut_bytes() const { return reader_.buffered_bytes(); }

  private:
    lsp::FrameReader reader_;
};

/// Return whole frames from JSON values.
std::string request(const json& id, std::string_view method, const json& params);
std::string notification(std::string_view method, const json& params);
std::string reply(const json& id, const json& result);

/// Returns the number of `messages` with this method.
std::size_t count(const std::vector<Message>& messages, std::string_view method);
/// Returns the newest message with this method, or null.
const Message* last(const std::vector<Message>& messages, std::string_view method);

}  // namespace scenario
