// Runs looks at the disk one at a time, each in another thread.
//
// Only one runs at a time, so that a walk through a large tree does not keep all processors busy.
// Urgent looks, for which somebody waits, come first. A look that hangs in its file system is left
// behind, and the next one begins.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "io/background.hpp"
#include "io/loop.hpp"
#include "io/timer.hpp"

namespace app {

class DiskLooks {
  public:
    /// Takes the result of a look; called from the loop. `late`: other looks were begun meanwhile.
    using Seen = std::function<void(bool late)>;
    struct Look {
        std::string path;
        std::function<Seen()> work;  ///< called in another thread
    };
    /// Called when it is the look's turn; returns nothing if it is no longer wanted.
    using Start = std::function<std::optional<Look>()>;

    /// A look that takes longer than this counts as hanging.
    static constexpr std::chrono::seconds kHangs{2};
    static constexpr std::size_t kMostHanging = 8;

    /// `hangs` receives the path of the first look that hangs.
    DiskLooks(io::Loop& loop, std::function<void(const std::string& path)> hangs,
              std::chrono::nanoseconds hangs_after = kHangs);

    /// Queues a look: in front of all looks that are not urgent, or at the end.
    void add(bool urgent, Start start);
    /// Starts the next queued look; `add` starts none.
    void begin_next();

    /// Returns true while an urgent look waits or runs.
    bool is_urgent() const { return !is_stuck() && (!urgent_.empty() || looking_urgently_); }
    /// Returns true while so many looks hang, each with a thread, that no more are started.
    bool is_stuck() const { return hanging_ >= kMostHanging; }
    /// Calls `done` once no urgent look is left. A look that hangs is not waited for.
    void when_done(std::function<void()> done) { waiting_.push_back(std::move(done)); }
    /// Drops the callbacks of `when_done`.
    void forget_waiting() { waiting_.clear(); }

  private:
    void begin(Look look, bool urgent);
    void hang();
    void finished();

    std::function<void(const std::string&)> hangs_;
    std::chrono::nanoseconds hangs_after_;
    std::deque<Start> urgent_;
    std::deque<Start> walk_;
    std::vector<std::function<void()>> waiting_;
    std::string path_;             ///< of the current look
    std::uint64_t under_way_ = 0;  ///< number of the current look; 0: none
    std::uint64_t numbers_ = 0;
    std::size_t hanging_ = 0;
    bool looking_urgently_ = false;
    io::Timer hang_timer_;
    io::Background background_;
};

}  // namespace app
