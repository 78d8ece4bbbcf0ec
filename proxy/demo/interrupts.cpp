#include "demo/interrupts.hpp"

#include <array>

namespace demo {
namespace {

constexpr std::array kHeldBack{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

}  // namespace

Interrupts::Interrupts() {
    sigset_t held_back;
    sigemptyset(&held_back);
    for (const int signal : kHeldBack) sigaddset(&held_back, signal);
    ::sigprocmask(SIG_BLOCK, &held_back, &before_);
}

Interrupts::~Interrupts() {
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

bool Interrupts::pending() const {
    sigset_t waiting;
    if (::sigpending(&waiting) != 0) return false;
    for (const int signal : kHeldBack) {
        if (sigismember(&waiting, signal) == 1) return true;
    }
    return false;
}

}  // namespace demo
