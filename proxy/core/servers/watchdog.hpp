// Decides which servers are sampled and when, and records the samples. core/detect/judge draws
// conclusions from them, and the engine acts.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/base/turn.hpp"
#include "core/detect/judge.hpp"
#include "core/servers/server.hpp"
#include "core/view/server_requests.hpp"

namespace core {

class Watchdog {
  public:
    using Servers = std::array<Server*, 2>;  ///< null for a missing one

    /// Age of a head at its first sample, which is the baseline for later ones.
    static constexpr Duration kFirstLook = 200ms;

    /// Records that a request was sent, or that the queue has a new head.
    void head_opened(Server& server, Turn& turn);
    /// Starts sampling a server that does not read: only samples show whether it works.
    void backlog_began(Server& server, Turn& turn);
    /// Records a notification that may cause a load beside the queue. The editor may wait only for
    /// its diagnostics.
    void may_load(Turn& turn);
    /// Handles `Alarm::kBeside`.
    void look_beside(const Servers& servers, Turn& turn);
    /// Handles `Alarm::kSample`, set for `due`: samples each server that a request waits for.
    void sample(Time due, const Servers& servers, ServerRequests& asked, Turn& turn);

    /// Records a sample of the server. Returns a line for the log, or an empty text.
    std::string observed(Server& server, const Snapshot& snapshot, const Turn& turn);
    /// Continues sampling as long as a go command of gopls lives, and for a while as long as gopls
    /// works.
    void looked_beside(Server& server, const Turn& turn);

    /// Starts its time afresh, since the past says nothing about the server. The same applies to
    /// the editor's time for open questions.
    static void begin_window(Server& server, const std::string& why, ServerRequests& asked,
                             const Turn& turn);
    /// Whether a tick is so late that the proxy was not watching: suspended, stopped, starved.
    static bool is_late(Time due, const Turn& turn);

    /// Returns the time since the last sign of work, or since the head was sent if that is shorter.
    static Duration quiet_at_head(const Server& server, Time now);
    /// Whether gopls has ended while the process that started it lives on. No request will be
    /// answered any more.
    static bool has_vanished(const Server& server, const Turn& turn);
    static Situation situation_of(const Server& server, const ServerRequests& asked,
                                  const Turn& turn);
    /// Returns how long other requests have waited behind a question of gopls.
    static Duration others_wait(const Server& server, const ServerRequest& asked, const Turn& turn);

  private:
    void watch_anew(Server& server, Turn& turn);

    Time told_first_{};  ///< first notification that may cause a load, since the last check
    Time told_last_{};
};

}  // namespace core
