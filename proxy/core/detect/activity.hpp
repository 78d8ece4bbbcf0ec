// Signs of work of a server: the changes between two samples of its processes.
//
// The rules (docs/design.md, "Work"): gopls's CPU above a few percent of a core, bytes read beyond
// those the proxy wrote to it, any CPU or I/O of a child, a process started or ended, waiting for a
// disk that responds, starvation. Typing into a stuck gopls is not work (docs/pitfalls.md, "Typing
// is not work"). Each child command has its own last sign of work, that of its subtree. Pure: the
// caller passes the time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/time.hpp"
#include "core/detect/snapshot.hpp"

namespace core {

/// A child command of gopls with all its descendants, as observed.
struct ObservedCommand {
    int pid = 0;
    Duration quiet{};  ///< since the last sign of work in its subtree
    Duration age{};    ///< since it was first seen
    std::string last_work;
    /// Time since its subtree was last seen waiting on a connection. Nothing if it never was.
    std::optional<Duration> since_connected{};
};

class Activity {
  public:
    explicit Activity(Time now) : last_work_(now), watched_since_(now) {}

    /// Restarts all windows, after a new head or a late tick.
    void restart_window(Time now, std::string why);
    /// Records a sign of work in the stream: output that answers the head or belongs to its load.
    void worked(Time now, std::string what);
    /// Records a message of `n` bytes written to its stdin. Reading it does not count as work.
    void wrote_to_it(std::size_t n) {
        unread_bytes_ += static_cast<std::int64_t>(n);
        ++messages_;
    }

    /// Makes the next sample the new baseline. Observation begins again at `now`.
    void forget_baseline(Time now);
    bool has_baseline() const { return !seen_.empty(); }
    /// Returns when continuous observation began: since then every sample was compared with the one
    /// before.
    Time watched_since() const { return watched_since_; }
    /// Records a sample. The first one only sets the baseline.
    void observe(const Snapshot& snapshot, Time now);

    Duration quiet(Time now) const { return now - last_work_; }
    /// Returns the last sign of work, in words.
    const std::string& last_work() const { return what_; }
    /// Returns the child commands of the newest sample.
    std::vector<ObservedCommand> commands(Time now) const;
    /// Returns the time since the last sign of work of the command `pid`. Nothing if the command
    /// does not exist.
    std::optional<Duration> quiet_of_command(int pid, Time now) const;
    /// Returns the newest sample; it is unknown before the first.
    const Snapshot& snapshot() const { return latest_; }

  private:
    struct Seen {
        Duration cpu{};
        std::uint64_t read_chars = 0, write_chars = 0, major_faults = 0;
        std::uint64_t disk_read_bytes = 0, blocked_turns = 0;
        Duration run_delay{};
        bool knocking = false;  ///< it waited for hosts that had not sent anything yet
        int command = 0;        ///< pid of the child of gopls that it is or descends from
    };
    struct Command {
        std::uint64_t start_ticks = 0;
        Time first_seen{}, last_work{};
        std::string what;
        std::optional<Time> connected;  ///< the last sample in which it waited on a connection
    };
    void record_commands(const Snapshot& snapshot, const std::unordered_map<int, int>& tops,
                         Time now);
    void command_worked(int pid, Time now, const std::string& what);
    std::string leader_work(const Process& process, const Seen& before, Duration elapsed);
    static bool only_knocks(const Process& process, const Seen& before);
    static std::string child_work(const Process& process, const Seen& before);
    static std::string disk_work(const Process& process, const Seen& before);
    static std::string starvation(const Process& process, const Seen& before, int messages);

    Time last_work_;
    Time watched_since_;
    Time last_look_{};
    std::string what_ = "just started";
    Snapshot latest_;
    std::unordered_map<int, std::pair<std::uint64_t, Seen>> seen_;  // by pid: start, counters
    std::unordered_map<int, Command> commands_;                     // by pid
    std::int64_t unread_bytes_ = 0;
    int messages_ = 0;  ///< written since the last sample
};

}  // namespace core
