// Looks at the disk, one after the other, each in another thread.
//
// One at a time, since a walk through a large tree must not keep all processors busy. What somebody
// waits for comes first. A look that hangs in its file system is left to itself, and the next one
// begins.
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
    /// What a look has led to; called from the loop. `late`: others were begun meanwhile.
    using Seen = std::function<void(bool late)>;
    struct Look {
        std::string path;
        std::function<Seen()> work;  ///< called in another thread
    };
    /// Called when its turn has come: nothing if it is not wanted any more.
    using Start = std::function<std::optional<Look>()>;

    /// A look that takes longer than this hangs.
    static constexpr std::chrono::seconds kHangs{2};
    static constexpr std::size_t kMostHanging = 8;

    /// `hangs` gets the path of the first look that does.
    DiskLooks(io::Loop& loop, std::function<void(const std::string& path)> hangs,
              std::chrono::nanoseconds hangs_after = kHangs);

    /// Queues a look: before all that are not urgent, or behind all.
    void add(bool urgent, Start start);
    /// Begins what was added; nothing is begun by `add`.
    void begin_next();

    /// True while an urgent look waits or is under way.
    bool is_urgent() const { return !is_stuck() && (!urgent_.empty() || looking_urgently_); }
    /// True while so many hang that no more are begun: each keeps a thread.
    bool is_stuck() const { return hanging_ >= kMostHanging; }
    /// Calls `done` once nothing urgent is left, or hangs.
    void when_done(std::function<void()> done) { waiting_.push_back(std::move(done)); }
    /// Nobody waits any more.
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
    std::string path_;             ///< of the look under way
    std::uint64_t under_way_ = 0;  ///< its number; 0: there is none
    std::uint64_t numbers_ = 0;
    std::size_t hanging_ = 0;
    bool looking_urgently_ = false;
    io::Timer hang_timer_;
    io::Background background_;
};

}  // namespace app
