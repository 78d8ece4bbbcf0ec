// Failures of the proxy's own logic: each exception is counted, and the second one makes the proxy
// a plain pipe (docs/design.md, "Failures of the proxy").
#include "core/engine.hpp"

namespace core {

void Engine::internal_error(const std::exception& error) {
    // From there on nlohmann/json quotes its input, which may be part of a document.
    const std::string_view what = error.what();
    last_error_ = what.substr(0, what.find("last read"));
    log({LogLevel::kError, Event::kInternalError, {}, last_error_});
    constexpr std::uint64_t kMost = 2;
    if (++turn_.metrics.counters.internal_errors >= kMost) fails_ = true;
}

/// Undoes what the proxy has begun and makes it a plain pipe, since its own logic has become
/// unreliable.
void Engine::become_pipe() {
    if (turn_.mode == Mode::kOff) return;
    ++turn_.metrics.counters.plain_pipes;
    const Verdict verdict{verdict::InternalError{last_error_}};
    log({LogLevel::kError, Event::kPlainPipe, {}, sentence(verdict)});
    if (pool_.active()) open_incident(verdict, *pool_.active());
    turn_.mode = Mode::kOff;
    journal_.close("plain_pipe", turn_);
    watch_no_more("the proxy only forwards messages");
    if (session_.phase >= Session::Phase::kShutDown) return;
    // A server without the replay of the session cannot continue it.
    if (!pool_.active() || !pool_.active()->takes_messages()) return give_up(sentence(verdict), 1);
    if (!pool_.active()->gate_open) open_gate(*pool_.active());
    release_held();
}

}  // namespace core
