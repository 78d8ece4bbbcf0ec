// The incidents of a session, one open at a time, and the messages before each. What has changed is
// handed to the shell once a turn (docs/incidents.md).
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
    /// Every message of the session, from whomever.
    void message(Generation from, const lsp::Envelope& envelope, std::size_t bytes,
                 const Turn& turn) {
        if (turn.watching()) recent_.note(from, envelope, bytes, turn.now);
    }

    /// Opens one, or adds the verdict to the one that is open. A new one is handed out at once,
    /// before anything is ended in this turn.
    void open(Generation generation, const Verdict& verdict, Incident::Scene scene, Turn& turn);
    bool is_open() const { return newest_ && newest_->open(); }
    /// The newest, open or not.
    const std::optional<Incident>& newest() const { return newest_; }

    /// An event for the log that belongs to the story of the open incident as well.
    void note(Event event, Turn& turn);
    void tried(std::string_view remedy, const Turn& turn);
    /// Somebody who waited through the stall has an answer.
    void answered(const Turn& turn);
    /// What the goroutines of a server told when it, or its command, was ended.
    void explained(Generation generation, std::string_view cause, const std::string& sentence,
                   Turn& turn);
    void close(std::string_view outcome, const Turn& turn);

    /// At the end of a turn.
    void hand_out(Turn& turn) {
        if (std::exchange(changed_, false)) turn.out.add(newest_->effect());
    }

  private:
    std::optional<Incident> newest_;
    RecentMessages recent_;
    bool changed_ = false;  ///< since it was last handed out
};

}  // namespace core
