// Sends the items of each signal to its collector, waits longer after each failure, and counts what
// was sent and what was lost. The log is told when a collector goes away, comes back, or refuses
// something. It blocks while a request is on its way, as its client does.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>

#include "core/base/event.hpp"
#include "observability/otlp/client.hpp"
#include "observability/otlp/json.hpp"
#include "observability/otlp/metrics_json.hpp"
#include "observability/otlp/reply.hpp"
#include "observability/otlp/settings.hpp"

namespace observability::otlp {

class Delivery {
  public:
    struct Options {
        Settings settings;
        std::string version;  ///< of the proxy
        Json resource;        ///< as OTLP's `Resource`
        /// Receives events for the log.
        std::function<void(core::Event)> report;
        /// Returns how many items of a signal a full buffer has pushed out.
        std::function<std::uint64_t(Signal)> pushed_out;
    };

    explicit Delivery(Options options);

    /// Sends a request with `count` items. Returns the pause before the next attempt if they are to
    /// be kept until then.
    std::optional<std::chrono::milliseconds> send(Signal signal, const Levels& levels, Json items,
                                                  std::uint64_t count);
    /// Counts items that were lost elsewhere.
    void lost(Signal signal, std::uint64_t count) { channel(signal).dropped += count; }
    /// Returns whether the collector of a signal is away.
    bool is_failing(Signal signal) const { return channel(signal).backoff.is_failing(); }
    CountsBySignal counts() const;

    /// Makes the requests of the other thread return soon, until `resume`. The only member that may
    /// be called from any thread.
    void interrupt() { client_.interrupt(); }
    /// Sends again, for the last time: everything has to be done after `limit`.
    void resume(std::chrono::milliseconds limit);

  private:
    struct Channel {
        Backoff backoff = {};
        std::uint64_t sent = 0;
        std::uint64_t dropped = 0;         ///< without those that a buffer has pushed out
        std::uint64_t dropped_before = 0;  ///< when the collector went away, with those
        bool told_refused = false;
    };

    void accepted(Signal signal, const Sent& sent, std::uint64_t count);
    void refused(Signal signal, const Sent& sent);
    std::optional<std::chrono::milliseconds> failed(Signal signal, const Sent& sent);

    Channel& channel(Signal signal) { return channels_[static_cast<std::size_t>(signal)]; }
    const Channel& channel(Signal signal) const {
        return channels_[static_cast<std::size_t>(signal)];
    }
    std::string place(Signal signal) const;
    std::uint64_t dropped(Signal signal) const;
    std::chrono::milliseconds time_left() const;

    const Options options_;
    Client client_;
    std::minstd_rand random_{std::random_device{}()};
    std::array<Channel, kSignals> channels_;
    std::optional<std::chrono::steady_clock::time_point> ends_;  ///< the last sends
};

}  // namespace observability::otlp
