// Where a message of the editor waits until gopls knows what has changed on disk: what gopls is
// asked about, or told to open, it must know as it is now. One at a time; what the editor wrote
// behind it waits unread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/turn.hpp"
#include "core/workspace/workspace_monitor.hpp"
#include "lsp/frame.hpp"

namespace core {

class DiskGate {
  public:
    bool holds() const { return held_.has_value(); }
    /// New bytes have come from the editor: one look served all that came before.
    void input_came() { looked_for_input_ = false; }

    /// Takes the message, and asks for a look at the disk; false if it need not wait. One look
    /// serves all that the editor had written by then, but for the files that they are about. While
    /// a look takes too long nothing waits for another.
    bool hold(lsp::Frame& frame, const WorkspaceMonitor& workspace, Turn& turn);
    /// The look with this number is over; false if it is not the one that is waited for.
    bool looked(std::uint64_t number);
    /// Gives the message back, whose bytes hold as long as this turn's effects; nothing if there
    /// is none.
    std::optional<lsp::Frame> release(Turn& turn);

  private:
    struct Held {
        std::string bytes;
        lsp::Frame frame;  ///< of a large one, which has its own memory
    };
    std::optional<Held> held_;
    std::uint64_t looks_ = 0;        ///< numbers of `effect::LookAtDisk`
    bool look_answered_ = true;      ///< the last one
    bool looked_for_input_ = false;  ///< since the last bytes came from the editor
};

}  // namespace core
