// What is known of the replacements of a session: how many more there may be, what is planned, what
// the last one answers, which causes came back, and when the network is tried again. It decides
// nothing about a server: the engine asks, and carries out.
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
        Purpose purpose;
        CacheUse cache;
        Network network;
    };

    Replacements(const Settings& settings, std::uint64_t seed)
        : budget_(settings.budget, seed), retry_in_(settings.stall.retry_interval) {}

    // The budget of automatic ones (core/servers/budget).
    bool allowed(const Turn& turn) { return budget_.allows(turn.now); }
    /// Over it, gopls is left alone for a while; false if it was already.
    bool open_circuit(const Turn& turn);
    bool circuit_open(const Turn& turn) const { return budget_.circuit_open(turn.now); }
    /// "It": gopls.
    static std::string used_up(const Settings& settings);

    // What is replaced, and why.
    /// Takes one from the budget, and says when it may begin.
    Time begin(const Verdict& cause, Turn& turn);
    /// One that is there already is put to use for this.
    void begin_with_standby(const Verdict& cause, Turn& turn);
    /// The verdict that the current replacement answers.
    const Verdict& cause() const { return cause_; }
    Duration since_stall(const Turn& turn) const { return turn.now - stalled_since_; }

    // One that has to wait.
    void plan(const Plan& plan, Time at, Turn& turn);
    const std::optional<Plan>& planned() const { return planned_; }
    std::optional<Plan> take_planned(Turn& turn);
    /// It is not needed any more, and counts for nothing.
    void withdraw(Turn& turn);

    // Causes that something was done about.
    void acted_on(VerdictKind kind, const Turn& turn);
    std::optional<Time> last_acted_on(VerdictKind kind) const;
    /// How often something was done about it within `budget.period`, up to `until`.
    int returns_of(VerdictKind kind, Time until, const Turn& turn) const;
    int returns_of(VerdictKind kind, const Turn& turn) const {
        return returns_of(kind, turn.now, turn);
    }

    // The network of the servers.
    /// A standby met a silent network as well: others start offline for a while.
    void distrust_network(const Turn& turn);
    /// What the planned server may reach.
    Network network_of(const Plan& plan, const Turn& turn) const;
    /// A normal server is tried beside an offline one after the retry interval.
    void retry_online(Turn& turn) const;
    /// The try has failed: the next one comes after twice as long.
    void retry_online_later(Turn& turn);
    /// The server that took over has the network.
    void is_online(Turn& turn);

    FailedStarts failed_starts;
    bool private_build_cache = false;  ///< GOCACHE is the proxy's own for every server from now on

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
