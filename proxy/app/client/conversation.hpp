// An editor's side of a session with a language server: sends requests, matches the replies, and
// answers what an editor is asked. For commands that play an editor.
//
// It owns no descriptor and judges nothing: the caller moves the bytes. One thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "lsp/frame.hpp"

namespace app::client {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

/// Returns the value at `pointer` (RFC 6901) in `json`, or null.
Json at(const Json& json, const char* pointer);
/// Returns the text at `pointer`; empty if there is none.
std::string text_at(const Json& json, const char* pointer);

/// A request of the editor and its reply.
struct Asked {
    std::string method;
    Clock::time_point at;
    int replies = 0;
    Json result;        ///< of the first reply
    std::string error;  ///< of the first reply: its error as JSON; empty if it is none
    Clock::duration took{};

    bool answered() const { return replies > 0; }
    /// Exactly one reply, and no error.
    bool well() const { return replies == 1 && error.empty(); }
};

class Conversation {
  public:
    using OnNotification = std::function<void(const std::string& method, const Json& params)>;

    /// `on_notification` receives the server's notifications. `settings` is the answer to each item
    /// of `workspace/configuration`; null: nothing is configured.
    explicit Conversation(OnNotification on_notification, Json settings = nullptr)
        : on_notification_(std::move(on_notification)), settings_(std::move(settings)) {}

    /// Appends a request to `unsent` and returns its id.
    int request(std::string_view method, const Json& params);
    /// Appends a notification to `unsent`.
    void notify(std::string_view method, const Json& params);
    /// The bytes for the server. The caller removes those that it has written.
    std::string& unsent() { return unsent_; }

    /// Returns memory for the server's next bytes.
    std::span<char> room() { return reader_.prepare(); }
    /// `n` bytes of the room were filled. Answers requests of the server into `unsent`. Returns
    /// false once the bytes are not LSP.
    bool received(std::size_t n);

    const Asked& asked(int id) const { return asked_.at(id); }
    const std::map<int, Asked>& all() const { return asked_; }
    /// Removes a request and returns it. A reply that comes later is ignored.
    Asked take(int id) { return std::move(asked_.extract(id).mapped()); }

  private:
    void read_message(std::string_view body);
    void read_reply(int id, const Json& message);
    void answer(const Json& message, const std::string& method);

    OnNotification on_notification_;
    Json settings_;
    int last_id_ = 0;
    std::string unsent_;
    lsp::FrameReader reader_;
    std::map<int, Asked> asked_;
};

}  // namespace app::client
