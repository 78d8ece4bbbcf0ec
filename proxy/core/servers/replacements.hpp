// The state of the replacements of a session: the remaining budget, the planned replacement, the
// verdict behind the current one, the causes that returned, and the next attempt with network. It
// decides nothing about a server: the engine asks, and acts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/turn.hpp"
#include "core/detect/verdict.hpp"
#include "core/servers/budget.hpp"
#include "core/servers/failed_starts.hpp"
#include "core/servers/server.hpp"

namespace core {

class Replacements {
  public:
    /// A server to be started.
    struct Plan {
        SpawnReason spawn_reason;
        CacheUse cache;
        Network network;
        bool parked = false;  ///< gopls was ended by `kPark`
    };

    Replacements(const Settings& settings, std::uint64_t seed)
        : budget_(settings.budget, seed), retry_in_(settings.stall.retry_interval) {}

    // The budget of automatic replacements (core/servers/budget).
    bool allowed(const Turn& turn) { return budget_.allows(turn.now); }
    /// Opens the circuit, so that gopls is left alone for `budget.period`. Returns false if it was
    /// open already.
    bool open_circuit(const Turn& turn);
    bool circuit_open(Time now) const { return budget_.circuit_open(now); }
    /// Returns a clause that says why no replacement is allowed. The budget counts replacements
    /// that were started, also those that were dropped.
    static std::string used_up(const Settings& settings);

    // The current replacement and its cause.
    /// Takes a replacement from the budget and returns when it may begin.
    Time begin(const Verdict& cause, Turn& turn);
    /// Uses the existing standby for this replacement.
    void begin_with_standby(const Verdict& cause, Turn& turn);
    /// Returns the verdict that the current replacement responds to.
    const Verdict& cause() const { return cause_; }
    Duration since_stall(const Turn& turn) const { return turn.now - stalled_since_; }

    // A planned replacement, which has to wait.
    void plan(const Plan& plan, Time at, Turn& turn);
    const std::optional<Plan>& planned() const { return planned_; }
    bool parked() const { return planned_ && planned_->parked; }
    std::optional<Plan> take_planned(Turn& turn);
    /// Cancels the planned replacement and returns it to the budget.
    void withdraw(Turn& turn);

    // Causes that remedies were applied to.
    void acted_on(VerdictKind kind, const Turn& turn);
    std::optional<Time> last_acted_on(VerdictKind kind) const;
    /// Returns how often remedies were applied to this cause within `budget.period`, up to `until`.
    int returns_of(VerdictKind kind, Time until, const Turn& turn) const;
    int returns_of(VerdictKind kind, const Turn& turn) const {
        return returns_of(kind, turn.now, turn);
    }

    // The network of the servers.
    /// Records that a standby found the network silent as well. Others then start offline for a
    /// while.
    void distrust_network(const Turn& turn);
    /// Returns the network access of the planned server.
    Network network_of(const Plan& plan, const Turn& turn) const;
    /// Schedules a normal server beside an offline one, after the retry interval.
    void retry_online(Turn& turn) const;
    /// Schedules the next attempt after twice the interval, since this one has failed.
    void retry_online_later(Turn& turn);
    /// Records that the server that took over has network access.
    void is_online(Turn& turn);

    FailedStarts failed_starts;
    bool private_build_cache = false;  ///< from now on every server uses the proxy's own GOCACHE

  private:
    struct Past {
        VerdictKind kind;
        Time at;
    };
    Budget budget_;
    std::optional<Plan> planned_;
    Verdict cause_;
    Time stalled_since_{};
    std::vector<Past> past_;
    Time offline_until_{};
    Duration retry_in_;
};

}  // namespace core
