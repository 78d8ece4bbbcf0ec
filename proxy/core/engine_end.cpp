// The end of the session: `shutdown`, `exit`, the replies that are still owed
// (docs/design.md, "End of the session").
#include <algorithm>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// A `shutdown` that gopls does not work on is answered within 300 ms
/// (docs/design.md, "End of the session").
constexpr Duration kShutdownPatience = 250ms;
/// Meanwhile, and while it works, it is looked at so often.
constexpr Duration kShutdownLook = kShutdownPatience / 2;

}  // namespace

void Engine::shutdown_requested() {
    session_.phase = Session::Phase::kShutDown;
    watch_no_more("the editor shuts down");
    if (pool_.active() && watching()) turn_.out.add(effect::Observe{pool_.active()->generation});
    turn_.alarms.set(Alarm::kShutdown, turn_.now + (pool_.active() ? kShutdownLook : Duration{}));
}

void Engine::watch_no_more(std::string_view why) {
    replacements_.take_planned(turn_);
    for (const Alarm alarm : {Alarm::kSpawn, Alarm::kSample, Alarm::kProbe, Alarm::kBeside,
                              Alarm::kRetry, Alarm::kSettle, Alarm::kStale, Alarm::kCure}) {
        turn_.alarms.clear(alarm);
    }
    if (pool_.standby()) drop_standby(why, std::string(why));
}

/// gopls answers what came before, then ends by itself: a client that does not wait for its replies
/// (a script) gets them. One that quits while gopls stands still is not kept waiting.
void Engine::exit_requested(const lsp::Frame& frame) {
    if (pool_.active()) write(*pool_.active(), frame.bytes);
    if (session_.phase == Session::Phase::kExited) return;
    exit_code_ = session_.phase == Session::Phase::kShutDown ? 0 : 1;
    session_.phase = Session::Phase::kExited;
    watch_no_more("the editor shuts down");
    wait_for_last_replies();
}

void Engine::wait_for_last_replies() {
    if (requests_.empty() || !pool_.active()) return leave();
    // What cannot be seen working is waited for as by a plain pipe. Before it is initialized, what
    // is seen may be a script on its way to gopls.
    const Activity& activity = pool_.active()->activity;
    const bool seen =
        watching() && activity.has_baseline() && pool_.active()->place != Server::Place::kElsewhere;
    const bool is_gopls = pool_.active()->place == Server::Place::kInTree;
    const Duration patience = is_gopls ? kLastWordsTime : settings_.stall.load_window;
    if (seen && activity.quiet(turn_.now) >= patience) return leave();
    if (watching()) turn_.out.add(effect::Observe{pool_.active()->generation});
    turn_.alarms.set(Alarm::kShutdown, turn_.now + settings_.stall.sample_interval);
}

/// The editor has said `exit`: what has no reply now gets none from gopls any more. gopls may have
/// obeyed `exit` before it could answer `shutdown`.
void Engine::leave() {
    if (pool_.active() && !requests_.empty())
        view_.progress.end_all(pool_.active()->voice.progress, turn_);
    answer_shutdown();
    for (Pending* pending : requests_.in_order()) {
        fail(*pending, lsp::ErrorCode::kServerCancelled, "the session has ended", Outcome::kLost);
    }
    end_session(exit_code_);
}

void Engine::shutdown_overdue() {
    if (closing_) return end_session(0);
    if (session_.phase == Session::Phase::kExited) return wait_for_last_replies();
    const Pending* shutdown = unanswered_shutdown();
    if (!shutdown) return;
    // While it works it has the time that it needs: cut off, it leaves temporary files behind.
    const bool works = pool_.active() && watching() && pool_.active()->activity.has_baseline() &&
                       pool_.active()->activity.quiet(turn_.now) < kShutdownPatience * 3 / 4;
    const Duration patience = works ? kLastWordsTime : kShutdownPatience;
    if (!pool_.active() || turn_.now - shutdown->received >= patience) return answer_shutdown();
    if (watching()) turn_.out.add(effect::Observe{pool_.active()->generation});
    turn_.alarms.set(Alarm::kShutdown, turn_.now + kShutdownLook);
}

Pending* Engine::unanswered_shutdown() {
    const auto pending = requests_.in_order();
    const auto it = std::find_if(pending.begin(), pending.end(), [](const Pending* request) {
        return request->method->name == "shutdown";
    });
    return it == pending.end() ? nullptr : *it;
}

void Engine::answer_shutdown() {
    Pending* shutdown = unanswered_shutdown();
    if (!shutdown) return;
    log({LogLevel::kInfo,
         Event::kShutdown,
         {},
         "gopls has not answered yet: answered in its place"});
    requests_.answer(*shutdown, "null", Outcome::kLost, turn_);
}

void Engine::end_session(int code) {
    keep_asked_incident();
    ended_ = true;
    journal_.close("session_ended", turn_);
    for (Server* server : pool_.both()) {
        if (server) pool_.retire(*server, false, turn_);
    }
    log({LogLevel::kInfo, Event::kTiming, {}, "\n" + turn_.metrics.table()});
    turn_.out.add(effect::Exit{code});
}

}  // namespace core
