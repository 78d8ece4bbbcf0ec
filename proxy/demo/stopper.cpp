#include "demo/stopper.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

namespace demo {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetween = 20us;

int open_process([[maybe_unused]] int pid) {
#if defined(SYS_pidfd_open)
    return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
#else
    return -1;
#endif
}

/// Wakes up when asked to, and not when it suits the scheduler; as well as this user may.
void hurry() {
#if defined(__linux__)
    ::prctl(PR_SET_TIMERSLACK, 1UL);
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), -15);
#endif
}

}  // namespace

Stopper::Stopper(int pid) : pid_(pid), pidfd_(open_process(pid)) {
    if (stop_process()) thread_ = std::thread([this] { run(); });
}

void Stopper::release() {
    released_ = true;
    if (thread_.joinable()) thread_.join();
    if (pidfd_ >= 0) ::close(pidfd_);
    pidfd_ = -1;
}

bool Stopper::stop_process() const {
#if defined(SYS_pidfd_send_signal)
    if (pidfd_ >= 0) return ::syscall(SYS_pidfd_send_signal, pidfd_, SIGSTOP, nullptr, 0) == 0;
#endif
    return ::kill(pid_, SIGSTOP) == 0;
}

void Stopper::run() const {
    hurry();
    while (!released_ && stop_process()) std::this_thread::sleep_for(kBetween);
}

}  // namespace demo
