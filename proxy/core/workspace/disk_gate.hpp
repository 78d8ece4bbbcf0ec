// Holds a message of the editor until gopls knows the changes on disk: gopls must know the current
// state of a file that it is asked about or told to open. One message at a time. Later input of the
// editor waits unread.
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
    /// Records new bytes from the editor. One check of the disk serves all input before it.
    void input_came(Time now) {
        looked_for_input_ = false;
        last_input_ = now;
    }
    /// Returns when the newest bytes from the editor came.
    Time last_input() const { return last_input_; }

    /// Takes the message and requests a check of the disk. Returns false if the message need not
    /// wait. One check serves everything that the editor had written by then, except messages about
    /// files of their own. While a check takes too long, no message waits for another.
    bool hold(lsp::Frame& frame, const WorkspaceMonitor& workspace, Turn& turn);
    /// Records that the check with this number is over. Returns false if it is not the awaited one.
    bool looked(std::uint64_t number);
    /// Returns the held message, whose bytes are valid as long as this turn's effects, and sets
    /// `Turn::arrived`. Nothing if there is none.
    std::optional<lsp::Frame> release(Turn& turn);

  private:
    struct Held {
        std::string bytes;
        lsp::Frame frame;  ///< of a large message, which has its own memory
        Time arrived{};
    };
    std::optional<Held> held_;
    std::uint64_t looks_ = 0;        ///< numbers of `effect::LookAtDisk`
    bool look_answered_ = true;      ///< the last check
    bool looked_for_input_ = false;  ///< since the last bytes from the editor
    Time last_input_{};
};

}  // namespace core
