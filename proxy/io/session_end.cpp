#include "io/session_end.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <utility>

#include "io/belonging.hpp"
#include "io/environment_mark.hpp"
#include "io/proc_stat.hpp"
#include "io/processes.hpp"

#if defined(__linux__)
#include <sys/syscall.h>
#endif

namespace io {

namespace {

// Returns the start time of this process; 0 if it is not in `all`.
std::uint64_t own_start(const std::vector<ProcStat>& all) {
    const auto self = std::find_if(all.begin(), all.end(),
                                   [](const ProcStat& stat) { return stat.pid == ::getpid(); });
    return self == all.end() ? 0 : self->start_ticks;
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

/// Returns the word behind the name of the go command, or behind that of a script with this name;
/// empty if there is none. Each of `words` ends with a zero byte.
std::string_view subcommand_of_go(std::string_view words) {
    for (bool found = false; !words.empty();) {
        const std::string_view word = words.substr(0, words.find('\0'));
        if (found) return word;
        const std::string_view name = word.substr(word.rfind('/') + 1);
        found = is_gopls_or_go(name) && !is_gopls(name);
        words.remove_prefix(std::min(word.size() + 1, words.size()));
    }
    return {};
}

}  // namespace

void mark_independent(std::vector<ProcStat>& all) {
    std::array<char, 4096> buffer;
    for (ProcStat& process : all) {
        if (!is_gopls_or_go(process.name)) continue;
        const std::string path = "/proc/" + std::to_string(process.pid) + "/cmdline";
        const std::string_view words = read_proc(path.c_str(), buffer);
        using namespace std::string_view_literals;
        const auto has = [&](std::string_view word) { return words.find(word) != words.npos; };
        const bool detached = process.pid == process.session;
        if (is_gopls(process.name)) {
            process.independent = detached && (has("\0-listen"sv) || has("\0--listen"sv));
            continue;
        }
        process.independent = detached && has("\0run\0"sv);
        const std::string_view command = subcommand_of_go(words);
        process.foreign_go =
            !words.empty() && command != "list" && command != "env" && command != "version";
    }
}

std::vector<Survivor> kill_chosen(const std::vector<ProcStat>& all,
                                  const std::vector<bool>& chosen) {
    std::vector<Survivor> survivors;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!chosen[i] || all[i].zombie() || all[i].pid == ::getpid()) continue;
        signal_process(all[i].pid, all[i].start_ticks, SIGKILL);
        survivors.push_back({all[i].pid, all[i].start_ticks, all[i].state, all[i].name});
    }
    return survivors;
}

KillRound kill_round(std::vector<int> sessions, std::string_view mark) {
    std::vector<ProcStat> all = scan_processes();
    mark_independent(all);
    // A process older than the proxy has no mark. That skips reading the environments of most
    // processes of a machine.
    const std::uint64_t oldest = own_start(all);
    std::vector<bool> marked(all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        marked[i] = all[i].start_ticks >= oldest && is_below(mark_of(all[i].pid), mark);
    const std::vector<bool> belongs = belonging(all, marked, sessions, ::getpid());
    return {!all.empty(), kill_chosen(all, belongs), std::move(sessions)};
}

bool is_go_tool(std::string_view name) {
    constexpr std::array<std::string_view, 9> kTools{"asm", "buildid", "cgo",  "compile", "cover",
                                                     "fix", "link",    "pack", "vet"};
    return is_gopls_or_go(name) || std::find(kTools.begin(), kTools.end(), name) != kTools.end();
}

std::vector<Survivor> end_session(int leader_pid, std::string_view mark) {
    using Clock = std::chrono::steady_clock;
    constexpr auto kLongest = std::chrono::milliseconds(50);
    constexpr int kPauseMillis = 2;
    const auto begin = Clock::now();
    int clean_rounds = 0;
    std::vector<int> sessions;
    if (leader_pid > 1) sessions.push_back(leader_pid);
    for (;;) {
        auto [seen, survivors, known] = kill_round(std::move(sessions), mark);
        sessions = std::move(known);
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
