// The servers of a session: one active, whose messages reach the editor, and at most one standby
// beside it. A retired server lives until the next turn, since effects of this one may point into
// it.
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
    /// Returns the active server; null while there is none.
    Server* active() const { return active_.get(); }
    Server* standby() const { return standby_.get(); }
    /// Returns both, with null for a missing one.
    std::array<Server*, 2> both() const { return {active(), standby()}; }
    bool is_active(const Server& server) const { return &server == active(); }
    bool is_standby(const Server& server) const { return &server == standby(); }
    /// Returns the server of a generation; null if it is gone.
    Server* find(Generation generation) const {
        if (active_ && active_->generation == generation) return active_.get();
        return standby_ && standby_->generation == generation ? standby_.get() : nullptr;
    }
    /// Returns a buffer for the output of a server, even of one that is gone.
    std::span<char> room(Generation generation);

    /// Adds a server with the next number: as the active one if there is none, else as the standby.
    Server& add(SpawnReason reason, Network network, const Turn& turn);
    /// Makes the standby the active server. Returns the previous one, which is still to be retired,
    /// or null.
    Server* switch_over();
    /// Ends a server: one of these, or the one that `switch_over` returned. `dump`: dump its
    /// goroutines, and mark its cache as bad.
    void retire(Server& server, bool dump, Turn& turn);
    /// Gives the server a fresh reader. Views into the old one are valid for this turn.
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
    std::vector<char> late_;  ///< buffer for late output of a retired server
    Generation last_ = 0;
};

}  // namespace core
