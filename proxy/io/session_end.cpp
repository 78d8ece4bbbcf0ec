#include "io/session_end.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "io/environment_mark.hpp"
#include "io/proc_stat.hpp"
#include "io/processes.hpp"

#if defined(__linux__)
#include <sys/syscall.h>
#endif

namespace io {

namespace {

// When this process started; 0 if it is not among `all`.
std::uint64_t own_start(const std::vector<ProcStat>& all) {
    const auto self = std::find_if(all.begin(), all.end(),
                                   [](const ProcStat& stat) { return stat.pid == ::getpid(); });
    return self == all.end() ? 0 : self->start_ticks;
}

// Which of `all` belong to the server; see the header for what counts as proof.
std::vector<bool> belonging(const std::vector<ProcStat>& all, int leader_pid,
                            std::string_view mark) {
    std::vector<bool> belongs(all.size());
    bool session_is_ours = false;
    // Nobody has a mark who was there before the proxy and its guardian: most of a machine's
    // processes, whose environments need not be read.
    const std::uint64_t oldest = own_start(all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        belongs[i] = all[i].start_ticks >= oldest && carries_mark(all[i].pid, mark);
        const bool in_session = leader_pid > 1 && all[i].session == leader_pid;
        const bool our_child = all[i].pid == leader_pid && all[i].ppid == ::getpid();
        if (in_session && (belongs[i] || our_child)) session_is_ours = true;
    }
    if (session_is_ours)
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].session == leader_pid) belongs[i] = true;
    add_descendants(all, belongs);
    return belongs;
}

// Returns when the process has died, or after a few milliseconds.
void wait_for_death(const Survivor& survivor) {
    constexpr int kPauseMillis = 5;
    int fd = -1;
#if defined(SYS_pidfd_open)
    fd = static_cast<int>(::syscall(SYS_pidfd_open, survivor.pid, 0));
#else
    (void)survivor;
#endif
    pollfd death{fd, POLLIN, 0};
    ::poll(&death, 1, kPauseMillis);
    if (fd >= 0) ::close(fd);
}

}  // namespace

std::vector<Survivor> kill_round(int leader_pid, std::string_view mark) {
    const std::vector<ProcStat> all = scan_processes();
    const std::vector<bool> belongs = belonging(all, leader_pid, mark);
    std::vector<Survivor> survivors;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!belongs[i] || all[i].zombie() || all[i].pid == ::getpid()) continue;
        signal_process(all[i].pid, all[i].start_ticks, SIGKILL);
        survivors.push_back({all[i].pid, all[i].start_ticks, all[i].state, all[i].name});
    }
    // Without /proc only its process group can be reached, and only for as long as the leader is
    // known to be our child (then its number cannot have been given to another).
    siginfo_t leader{};
    if (all.empty() && leader_pid > 1 &&
        ::waitid(P_PID, static_cast<id_t>(leader_pid), &leader, WEXITED | WNOHANG | WNOWAIT) == 0)
        ::kill(-leader_pid, SIGKILL);
    return survivors;
}

std::vector<Survivor> end_session(int leader_pid, std::string_view mark) {
    using Clock = std::chrono::steady_clock;
    constexpr auto kLongest = std::chrono::milliseconds(50);
    constexpr int kPauseMillis = 2;
    const auto begin = Clock::now();
    int clean_rounds = 0;
    for (;;) {
        std::vector<Survivor> survivors = kill_round(leader_pid, mark);
        clean_rounds = survivors.empty() ? clean_rounds + 1 : 0;
        if (clean_rounds == 2 || Clock::now() - begin > kLongest) return survivors;
        if (survivors.empty())
            ::poll(nullptr, 0, kPauseMillis);
        else
            wait_for_death(survivors.front());
    }
}

std::vector<Survivor> end_marked(std::string_view mark) {
    return end_session(0, mark);
}

}  // namespace io
