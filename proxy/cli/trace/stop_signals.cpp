#include "cli/trace/stop_signals.hpp"

#include <algorithm>
#include <thread>

namespace cli::trace {
namespace {

using namespace std::chrono_literals;

/// Not every system has sigtimedwait.
constexpr std::chrono::milliseconds kStep = 50ms;

}  // namespace

StopSignals::StopSignals() {
    sigemptyset(&held_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&held_, signal);
    ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
}

StopSignals::~StopSignals() {
    came();
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool StopSignals::came() {
    sigset_t pending;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        if (::sigpending(&pending) != 0 || sigismember(&pending, signal) != 1) continue;
        sigset_t one;
        sigemptyset(&one);
        sigaddset(&one, signal);
        int taken = 0;
        ::sigwait(&one, &taken);
        came_ = true;
    }
    return came_;
}

bool StopSignals::wait(std::chrono::milliseconds time) {
    for (; !came() && time > 0ms; time -= kStep) std::this_thread::sleep_for(std::min(time, kStep));
    return came_;
}

}  // namespace cli::trace
