// The editor that the demo plays: a small LSP client over two pipes.
//
// It asks, reads what comes, and answers what an editor is asked. It never
// waits longer than it is told to, and judges nothing.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "demo/document.hpp"
#include "lsp/frame.hpp"

namespace demo {

using Clock = std::chrono::steady_clock;

/// A request of the editor and what came of it.
struct Asked {
    std::string method;
    Clock::time_point at;
    int replies = 0;
    Json result;        ///< of the first reply
    std::string error;  ///< of the first reply: its message; empty if it is none
    Clock::duration took{};

    bool answered() const { return replies > 0; }
    /// Exactly one reply, and no error.
    bool well() const { return replies == 1 && error.empty(); }
};

class Editor {
  public:
    /// File descriptors that do not block, which stay the caller's.
    Editor(int to_server, int from_server) : to_(to_server), from_(from_server) {}

    /// Returns the id.
    int request(std::string_view method, const Json& params);
    void notify(std::string_view method, const Json& params);

    /// Writes and reads all that is ready, waiting for at most `timeout`. Returns false once the
    /// connection has ended or no longer carries LSP.
    bool pump(std::chrono::milliseconds timeout);

    const Asked& asked(int id) const { return asked_.at(id); }
    const std::map<int, Asked>& all() const { return asked_; }
    /// What a person would have seen since the last call: progress and messages.
    std::vector<std::string> take_seen();

  private:
    bool flush();
    bool receive();
    void read_message(std::string_view body);
    void read_reply(int id, const Json& message);
    void answer(const Json& message, const std::string& method);
    void read_notification(const std::string& method, const Json& params);

    int to_;
    int from_;
    int last_id_ = 0;
    std::string unsent_;
    lsp::FrameReader reader_;
    std::map<int, Asked> asked_;
    std::vector<std::string> seen_;
};

}  // namespace demo
