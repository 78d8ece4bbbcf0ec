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

#include "app/client/conversation.hpp"
#include "demo/document.hpp"

namespace demo {

using app::client::Asked;
using app::client::Clock;

class Editor {
  public:
    /// File descriptors that do not block, which stay the caller's.
    Editor(int to_server, int from_server);
    Editor(const Editor&) = delete;
    Editor& operator=(const Editor&) = delete;

    /// Returns the id.
    int request(std::string_view method, const Json& params);
    void notify(std::string_view method, const Json& params);

    /// Writes and reads all that is ready, waiting for at most `timeout`. Returns false once the
    /// connection has ended or no longer carries LSP.
    bool pump(std::chrono::milliseconds timeout);

    const Asked& asked(int id) const { return conversation_.asked(id); }
    const std::map<int, Asked>& all() const { return conversation_.all(); }
    /// What a person would have seen since the last call: progress and messages.
    std::vector<std::string> take_seen();

  private:
    bool flush();
    bool receive();
    void read_notification(const std::string& method, const Json& params);

    int to_;
    int from_;
    app::client::Conversation conversation_;
    std::vector<std::string> seen_;
};

}  // namespace demo
