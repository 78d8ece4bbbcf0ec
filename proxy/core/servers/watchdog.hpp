// Who is looked at and when, and what a look shows of a server. What is concluded from that is
// core/detect/judge's business, what is done about it the engine's.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/base/turn.hpp"
#include "core/detect/judge.hpp"
#include "core/servers/server.hpp"
#include "core/view/asked.hpp"

namespace core {

class Watchdog {
  public:
    using Servers = std::array<Server*, 2>;  ///< null where there is none

    /// A head open for so long gets its first look, which the later ones are compared with.
    static constexpr Duration kFirstLook = 200ms;

    /// A request was sent, or the queue has another head.
    void head_opened(Server& server, Turn& turn);
    /// Whether it works while it does not read is seen only by looking.
    void backlog_began(Server& server, Turn& turn);
    /// What was told may lead to a load that runs beside the queue: nobody need be waiting for it
    /// but for its diagnostics.
    void may_load(Turn& turn);
    /// `Alarm::kBeside`.
    void look_beside(const Servers& servers, Turn& turn);
    /// `Alarm::kSample`, set for `due`: asks for a look at each server that somebody waits for.
    void sample(Time due, const Servers& servers, AskedEditor& asked, Turn& turn);

    /// A look at the server. Returns a line to be noted, or nothing.
    std::string observed(Server& server, const Snapshot& snapshot, const Turn& turn);
    /// As long as a go command of gopls lives, and for a while as long as gopls works, it is looked
    /// at further.
    void looked_beside(Server& server, const Turn& turn);

    /// What lies behind says nothing about the server: its time begins now, and so does the
    /// editor's for what it was asked.
    static void begin_window(Server& server, const std::string& why, AskedEditor& asked,
                             const Turn& turn);
    /// A tick this late says that nobody was watching: suspended, stopped, starved.
    static bool is_late(Time due, const Turn& turn);

    /// Since the last sign of work, or since the head was sent.
    static Duration quiet_at_head(const Server& server, const Turn& turn);
    /// gopls has ended, and what started it has not: nobody will answer any more.
    static bool has_vanished(const Server& server, const Turn& turn);
    static Situation situation_of(const Server& server, const AskedEditor& asked, const Turn& turn);
    /// So long somebody has waited behind what gopls asks for.
    static Duration others_wait(const Server& server, const Asked& asked, const Turn& turn);

  private:
    void watch_anew(Server& server, Turn& turn);

    Time told_first_{};  ///< of what may lead to a load, since the last look for one
    Time told_last_{};
};

}  // namespace core
