#include "core/relay/slow_log.hpp"

#include <utility>

namespace core {

void SlowLog::replied(SlowRequest request) {
    if (held_.size() < SlowRequest::kMost) {
        held_.push_back(std::move(request));
    } else if (request.over_threshold) {
        ++unwritten_;
    }
}

void SlowLog::editor_read_all(Turn& turn) {
    for (const SlowRequest& request : std::exchange(held_, {})) {
        const Duration editor = turn.now - request.replied.ended;
        if (!request.over_threshold && editor < turn.settings.slow.editor) continue;
        write(slow_event(request, editor), turn);
    }
    if (unwritten_ > 0) turn.alarms.set_if_unset(Alarm::kSlowLog, turn.now + kPeriod);
}

void SlowLog::still_waiting(Event event, Turn& turn) {
    write(std::move(event), turn);
}

void SlowLog::write(Event event, Turn& turn) {
    if (turn.now >= period_ends_) {
        lines_ = 0;
        period_ends_ = turn.now + kPeriod;
    }
    if (lines_ == kMaxLines) {
        ++unwritten_;
        turn.alarms.set_if_unset(Alarm::kSlowLog, period_ends_);
        return;
    }
    ++lines_;
    turn.log(std::move(event));
}

void SlowLog::minute_over(Turn& turn) {
    if (unwritten_ == 0) return;
    turn.log({LogLevel::kWarning, Event::kSlow, {{"more", std::exchange(unwritten_, 0)}}});
}

void SlowLog::end(Turn& turn) {
    editor_read_all(turn);
    minute_over(turn);
}

}  // namespace core
