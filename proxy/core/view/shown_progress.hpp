// Work-done progress as the editor sees it, over several servers and with an item of the proxy's
// own: each token is created before it begins, and each that began ends (docs/design.md, "Progress
// ends").
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/turn.hpp"
#include "core/relay/pending.hpp"
#include "core/view/asked.hpp"
#include "core/view/progress.hpp"

namespace core {

/// Tokens are raw JSON, messages whole frames.
class ShownProgress {
  public:
    /// The proxy's own item. There is one at a time; a client that shows no progress gets none.
    void begin_own(const std::string& message, AskedEditor& asked, Turn& turn);
    void end_own(const std::string& message, Turn& turn);

    /// Asks the editor to create a token that `server` has created behind its gate. What is said of
    /// it waits until the editor has.
    void show(Progress& server, const std::string& token, std::string begin, AskedEditor& asked,
              Turn& turn);
    /// The same for all that are open.
    void show_all(Progress& server, AskedEditor& asked, Turn& turn);
    /// The server has its answer, the editor has still to create the token.
    void await_creation(const std::string& token) { opening_[token] = {}; }
    /// Nobody waits for it any more.
    void forget(const std::string& token) { opening_.erase(token); }
    /// The editor has created the token, or will not.
    void created(const std::string& token, bool is_error, Turn& turn);

    /// True for progress of a token that the editor is still creating, or refused to: it waits, or
    /// is dropped.
    bool holds(std::string_view params, std::string_view frame);
    /// The server is gone: what it had begun ends.
    void end_all(Progress& server, Turn& turn);

    /// A request that is asked again would begin anew what has begun, and ended, under its token.
    void mute(const Pending& pending);
    /// It is answered, by `server` (null: by the proxy).
    void unmute(const Pending& pending, const Progress* server);

    static bool is_own(std::string_view token);

  private:
    std::uint64_t own_tokens_ = 0;
    std::string own_;  ///< empty: there is none
    /// Tokens that the editor was asked to create, with what is to be said once it has.
    std::map<std::string, std::vector<std::string>, std::less<>> opening_;
    /// Tokens of which nothing is shown until they end: the editor would not create them, or they
    /// are those of requests that are asked again.
    std::set<std::string, std::less<>> refused_;
};

}  // namespace core
