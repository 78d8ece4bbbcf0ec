#include "core/base/history.hpp"

namespace core {
namespace {

bool belongs_on_a_timeline(Event::Name name) {
    switch (name) {
        case Event::kSpawn:
        case Event::kStartFailed:
        case Event::kLoaded:
        case Event::kStall:
        case Event::kRemedy:
        case Event::kRecovered:
        case Event::kSwitch:
        case Event::kStandbyLost:
        case Event::kStandbyDropped:
        case Event::kReload:
        case Event::kReturnOnline:
        case Event::kLost:
        case Event::kGaveUp:
        case Event::kGone:
        case Event::kAsked:
        case Event::kUncertainText:
        case Event::kInternalError:
        case Event::kPlainPipe:
            return true;
        default:
            return false;
    }
}

}  // namespace

void History::add(const Event& event, Time now) {
    if (belongs_on_a_timeline(event.name)) records_.add(event, now);
}

}  // namespace core
