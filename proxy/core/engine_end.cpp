// The end of the session: `shutdown`, `exit`, and the replies still owed (docs/design.md, "End of
// the session").
#include <algorithm>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// Deadline for a `shutdown` that gopls does not work on: it is answered within 300 ms
/// (docs/design.md, "End of the session").
constexpr Duration kShutdownPatience = 250ms;
/// Interval of samples meanwhile, and while gopls works.
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
    if (pool_.standby()) {
        pool_.standby()->ends_as = ReplacementOutcome::kDropped;
        drop_standby(why, std::string(why));
    }
}

/// Lets gopls answer all earlier requests and exit by itself, so that a client that does not wait
/// for its replies (a script) gets them. An editor that quits while gopls is stuck is not kept
/// waiting.
void Engine::exit_requested(const lsp::Frame& frame) {
    if (pool_.active()) write(*pool_.active(), frame.bytes);
    if (session_.phase == Session::Phase::kExited) return;
    exit_code_ = session_.phase == Session::Phase::kShutDown ? 0 : 1;
    session_.phase = Session::Phase::kExited;
    watch_no_more("the editor shuts down");
    keep_asked_incident();  // nobody waits for a better one
    wait_for_last_replies();
}

void Engine::wait_for_last_replies() {
    if (requests_.empty() || !pool_.active()) return leave();
    // A server whose work cannot be seen gets the time that a plain pipe would give it. Before it
    // is initialized, the process seen may be a script that has yet to start gopls.
    const Activity& activity = pool_.active()->activity;
    const bool seen =
        watching() && activity.has_baseline() && pool_.active()->place != Server::Place::kElsewhere;
    const bool is_gopls = pool_.active()->place == Server::Place::kInTree;
    const Duration patience = is_gopls ? kLastWordsTime : settings_.stall.load_window;
    if (seen && activity.quiet(turn_.now) >= patience) return leave();
    if (watching()) turn_.out.add(effect::Observe{pool_.active()->generation});
    turn_.alarms.set(Alarm::kShutdown, turn_.now + settings_.stall.sample_interval);
}

/// Ends the session after `exit`: gopls answers no open request any more. gopls may have obeyed
/// `exit` before it could answer `shutdown`.
void Engine::leave() {
    if (pool_.active() && !requests_.empty())
        view_.progress.end_all(pool_.active()->gated.progress, turn_);
    answer_shutdown();
    fail_all("the session has ended");
    end_session(exit_code_);
}

/// Fails the requests that gopls will not answer any more.
void Engine::fail_all(std::string_view why) {
    for (Pending* pending : requests_.in_order()) {
        if (pending->is_proxy_command) continue;
        fail(*pending, lsp::ErrorCode::kServerCancelled, why, Outcome::kLost);
    }
}

void Engine::shutdown_overdue() {
    if (closing_) return end_session(0);
    if (session_.phase == Session::Phase::kExited) return wait_for_last_replies();
    const Pending* shutdown = unanswered_shutdown();
    if (!shutdown) return;
    // While it works it gets the time that it needs: if cut off, it leaves temporary files behind.
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
         "gopls has not answered yet; the proxy answers instead"});
    requests_.answer(*shutdown, "null", Outcome::kLost, turn_);
}

void Engine::end_session(int code) {
    keep_asked_incident();
    ended_ = true;
    journal_.close("session_ended", turn_);
    for (Server* server : pool_.both()) {
        if (!server) continue;
        server->ends_as = ReplacementOutcome::kDropped;
        pool_.retire(*server, false, turn_);
    }
    log({LogLevel::kInfo, Event::kTiming, {}, "\n" + turn_.metrics.table()});
    turn_.out.add(effect::Exit{code});
}

}  // namespace core
