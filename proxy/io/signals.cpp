#include "io/signals.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>

#include "io/loop.hpp"
#include "io/watcher.hpp"

namespace io {

struct SignalWatch::Node : WatcherNode<uv_signal_t> {};

void SignalWatch::Close::operator()(Node* node) const {
    close_node(node);
}

SignalWatch::SignalWatch(Loop& loop, int signum, std::function<void()> callback) : node_(new Node) {
    node_->callback = std::move(callback);
    uv_signal_init(loop.raw(), &node_->handle);
    node_->handle.data = node_.get();
    uv_signal_start(
        &node_->handle, [](uv_signal_t* handle, int) { static_cast<Node*>(handle->data)->call(); },
        signum);
}

void ignore_write_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

void take_signals_like_go() {
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    constexpr std::array kOnlyNotified = {
        SIGUSR1,
        SIGUSR2,
        SIGALRM,
        SIGXCPU,
        SIGVTALRM,
        SIGPROF,
        SIGIO,
#if defined(SIGPWR)
        SIGPWR,
#endif
    };
    for (const int signum : kOnlyNotified) std::signal(signum, SIG_IGN);
#if defined(SIGRTMIN)
    for (int signum = SIGRTMIN; signum <= SIGRTMAX; ++signum) std::signal(signum, SIG_IGN);
#endif
    ignore_write_signals();
}

bool is_ignored(int signum) {
    struct sigaction now {};
    return ::sigaction(signum, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

namespace {
volatile std::sig_atomic_t exit_code_at_alarm = 0;
}

void leave_within(std::chrono::milliseconds time, int exit_code) {
    exit_code_at_alarm = exit_code;
    std::signal(SIGALRM, [](int) { ::_exit(exit_code_at_alarm); });
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    itimerval left{};
    left.it_value.tv_sec = seconds.count();
    left.it_value.tv_usec = std::chrono::microseconds(time - seconds).count();
    ::setitimer(ITIMER_REAL, &left, nullptr);
}

}  // namespace io
