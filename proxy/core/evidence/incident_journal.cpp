#include "core/evidence/incident_journal.hpp"

#include <utility>

namespace core {

void IncidentJournal::open(Generation generation, const Verdict& verdict, Incident::Scene scene,
                           Turn& turn) {
    if (is_open()) {
        changed_ = true;
        return newest_->happened(turn.now, sentence(verdict));
    }
    scene.messages = recent_.json_lines(turn.now);
    const int number = newest_ ? newest_->number() + 1 : 1;
    newest_.emplace(number, generation, verdict, std::move(scene), turn.now);
    turn.out.add(newest_->effect());
}

void IncidentJournal::record(Event event, Turn& turn) {
    if (is_open()) {
        newest_->happened(turn.now, to_text(event));
        changed_ = true;
    }
    turn.log(std::move(event));
}

void IncidentJournal::tried(std::string_view remedy, const Turn& turn) {
    if (!is_open()) return;
    newest_->tried(turn.now, remedy);
    changed_ = true;
}

void IncidentJournal::answered(Turn& turn) {
    if (!newest_) return;
    const auto after = newest_->answered(turn.now);
    if (!after) return;
    changed_ = true;
    if (newest_->verdict().kind() != VerdictKind::kAsked) turn.metrics.recovery.record(*after);
}

void IncidentJournal::explained(Generation generation, std::string_view cause,
                                const std::string& sentence, Turn& turn) {
    turn.log({LogLevel::kInfo, Event::kStacks, {{"generation", generation}}, sentence});
    if (!newest_ || newest_->generation() != generation) return;
    newest_->explained(turn.now, std::string(cause), sentence);
    changed_ = true;
}

void IncidentJournal::close(std::string_view outcome, const Turn& turn) {
    if (!is_open()) return;
    newest_->ended(turn.now, outcome);
    changed_ = true;
}

}  // namespace core
