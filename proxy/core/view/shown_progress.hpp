// Work-done progress as the editor sees it, over several servers and with an item of the proxy
// itself. Each token is created before it begins, and each item that began ends (docs/design.md,
// "Progress ends").
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/turn.hpp"
#include "core/relay/pending.hpp"
#include "core/view/progress.hpp"
#include "core/view/server_requests.hpp"

namespace core {

/// Tokens are raw JSON, messages whole frames.
class ShownProgress {
  public:
    /// Begins the proxy's own item. Only one exists at a time. A client that shows no progress gets
    /// none.
    void begin_own(const std::string& message, ServerRequests& asked, Turn& turn);
    void end_own(const std::string& message, Turn& turn);

    /// Asks the editor to create a token that `server` has created behind its gate. Messages about
    /// it wait until the editor has created it.
    void show(Progress& server, const std::string& token, std::string begin, ServerRequests& asked,
              Turn& turn);
    /// Does the same for all open tokens.
    void show_all(Progress& server, ServerRequests& asked, Turn& turn);
    /// Records that the server has its answer while the editor has yet to create the token.
    void await_creation(const std::string& token) { opening_[token] = {}; }
    /// Discards a token that nobody waits for any more.
    void forget(const std::string& token) { opening_.erase(token); }
    /// Records that the editor has created the token, or has refused to.
    void created(const std::string& token, bool is_error, Turn& turn);

    /// Whether progress must not reach the editor now: the editor is still creating the token (it
    /// is queued), or refused to (it is dropped).
    bool holds(std::string_view params, std::string_view frame);
    /// Ends all items of a server that is gone.
    void end_all(Progress& server, Turn& turn);

    /// Hides the progress of a request that is sent again: its item has already begun and ended
    /// under its token.
    void mute(const Pending& pending);
    /// Shows it again, after an answer by `server` (null: by the proxy).
    void unmute(const Pending& pending, const Progress* server);

    static bool is_own(std::string_view token);

  private:
    std::uint64_t own_tokens_ = 0;
    std::string own_;  ///< empty if there is none
    /// Tokens that the editor was asked to create, with the messages to send once it has.
    std::map<std::string, std::vector<std::string>, std::less<>> opening_;
    /// Tokens whose progress is hidden until they end. The editor refused to create them, or they
    /// belong to requests that are sent again.
    std::set<std::string, std::less<>> refused_;
};

}  // namespace core
