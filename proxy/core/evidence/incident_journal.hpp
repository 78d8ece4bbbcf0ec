// The incidents of a session, at most one of them open, and the messages before each. Changes are
// handed to the shell once per turn (docs/incidents.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/turn.hpp"
#include "core/evidence/incident.hpp"
#include "core/evidence/recent_messages.hpp"

namespace core {

class IncidentJournal {
  public:
    /// Records a message of the session, from any side.
    void message(Generation from, const lsp::Envelope& envelope, std::size_t bytes,
                 const Turn& turn) {
        if (turn.watching()) recent_.record(from, envelope, bytes, turn.now);
    }

    /// Opens an incident, or adds the verdict to the open one. A new incident is handed out at
    /// once, before anything is ended in this turn.
    void open(Generation generation, const Verdict& verdict, Incident::Scene scene, Turn& turn);
    bool is_open() const { return newest_ && newest_->open(); }
    /// Returns the newest incident, open or closed.
    const std::optional<Incident>& newest() const { return newest_; }

    /// Logs an event, and adds it to the timeline of the open incident.
    void record(Event event, Turn& turn);
    void tried(std::string_view remedy, const Turn& turn);
    /// Records that a request that waited through the stall has been answered.
    void answered(Turn& turn);
    /// Records the cause that the goroutines of a server, or of its command, showed when it was
    /// ended.
    void explained(Generation generation, std::string_view cause, const std::string& sentence,
                   Turn& turn);
    void close(std::string_view outcome, const Turn& turn);

    /// Hands the changes to the shell, at the end of a turn.
    void hand_out(Turn& turn) {
        if (std::exchange(changed_, false)) turn.out.add(newest_->effect());
    }

  private:
    std::optional<Incident> newest_;
    RecentMessages recent_;
    bool changed_ = false;  ///< since it was last handed out
};

}  // namespace core
