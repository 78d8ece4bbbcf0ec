// The servers that there are: one active, whose messages reach the editor, and at most one standby
// beside it. One that is retired lives on until the next turn, since effects of this one may point
// into it.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/base/turn.hpp"
#include "core/servers/server.hpp"

namespace core {

class ServerPool {
  public:
    /// Null while there is none.
    Server* active() const { return active_.get(); }
    Server* standby() const { return standby_.get(); }
    /// Both, null where there is none.
    std::array<Server*, 2> both() const { return {active(), standby()}; }
    bool is_active(const Server& server) const { return &server == active(); }
    bool is_standby(const Server& server) const { return &server == standby(); }
    /// Null for a generation that is gone.
    Server* find(Generation generation) const {
        if (active_ && active_->generation == generation) return active_.get();
        return standby_ && standby_->generation == generation ? standby_.get() : nullptr;
    }
    /// Room for what a server writes; one that is gone gets some too.
    std::span<char> room(Generation generation);

    /// A server with the next number: the active one where there is none, else the standby.
    Server& add(Purpose purpose, Network network, const Turn& turn);
    /// The standby becomes the active one. Gives the active one before it, which is still to be
    /// retired, or null.
    Server* switch_over();
    /// Ends a server: one of these, or the one that `switch_over` gave. `dump`: its goroutines are
    /// wanted, and its cache is not.
    void retire(Server& server, bool dump, Turn& turn);
    /// The server goes on with another reader; views into the one before hold for this turn.
    void exchange_output(Server& server, lsp::FrameReader fresh);

    void begin_turn() {
        retired_.clear();
        spent_.clear();
    }

  private:
    std::unique_ptr<Server> active_;
    std::unique_ptr<Server> standby_;
    std::unique_ptr<Server> leaving_;
    std::vector<std::unique_ptr<Server>> retired_;
    std::vector<lsp::FrameReader> spent_;
    std::vector<char> late_;  ///< room for what a retired server still writes
    Generation last_ = 0;
};

}  // namespace core
