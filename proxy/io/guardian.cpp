#include "io/guardian.hpp"

#include <dirent.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

#include "io/belonging.hpp"
#include "io/environment_mark.hpp"
#include "io/proc_stat.hpp"
#include "io/processes.hpp"
#include "io/session_end.hpp"
#include "io/stream.hpp"

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

extern char** environ;

namespace io {

namespace {

/// Contains no "gopls", so that a search for that name does not find the guardian.
constexpr const char* kName = "lsp-guardian";

/// One message from the proxy.
struct Told {
    int generation = 0;  ///< 0: leave without ending anything
    int leader = 0;      ///< 0: no process of the server is left
};

std::string_view bytes_of(const Told& told) {
    return {reinterpret_cast<const char*>(&told), sizeof told};
}

void ignore_signals() {
    // These may be sent to every process by a terminal, a session manager or an impatient user.
    for (const int signum : {SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU,
                             SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ})
        std::signal(signum, SIG_IGN);
}

/// Closes files of the editor that were inherited because they are not close-on-exec.
void close_all_above(int last_kept) {
#if defined(SYS_close_range)
    if (::syscall(SYS_close_range, static_cast<unsigned>(last_kept) + 1, ~0U, 0) == 0) return;
#endif
    for (const int fd : numbered_entries("/proc/self/fd"))
        if (fd > last_kept) ::close(fd);
}

/// The servers that the proxy has reported.
class Servers {
  public:
    /// Returns false if there is nothing to end.
    bool read_to_end(int fd) {
        Told told;
        std::size_t filled = 0;
        for (;;) {
            const ssize_t n =
                ::read(fd, reinterpret_cast<char*>(&told) + filled, sizeof told - filled);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return true;
            filled += static_cast<std::size_t>(n);
            if (filled < sizeof told) continue;
            filled = 0;
            if (told.generation == 0) return false;
            newest_ = std::max(newest_, told.generation);
            servers_.erase(told.generation);
            if (told.leader > 1) servers_[told.generation] = server_led_by(told.leader);
        }
    }

    /// Sends SIGKILL to all processes of the servers; returns whether any was alive.
    bool kill_round(const std::string& mark) {
        std::vector<ProcStat> all = scan_processes();
        mark_independent(all);
        std::vector<std::string> marks(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) marks[i] = mark_of(all[i].pid);

        std::vector<bool> chosen(all.size());
        const auto choose = [&](std::vector<int>& sessions, auto is_marked) {
            std::vector<bool> marked(all.size());
            for (std::size_t i = 0; i < all.size(); ++i) marked[i] = is_marked(i);
            const std::vector<bool> belongs = belonging(all, marked, sessions, 0);
            for (std::size_t i = 0; i < all.size(); ++i) chosen[i] = chosen[i] || belongs[i];
        };
        for (auto& [generation, server] : servers_) {
            const std::string own = mark + "." + std::to_string(generation);
            choose(server.sessions, [&, &leader = server.leader](std::size_t i) {
                const bool leads = all[i].pid == leader.pid && leader.start_ticks > 0 &&
                                   all[i].start_ticks == leader.start_ticks;
                return leads || is_below(marks[i], own);
            });
        }
        std::vector<int> none;
        choose(none, [&](std::size_t i) {
            const std::string& m = marks[i];
            if (!is_below(m, mark)) return false;
            const int generation = std::atoi(m.c_str() + std::min(m.size(), mark.size() + 1));
            return generation == 0 || generation > newest_;
        });
        return !kill_chosen(all, chosen).empty();
    }

  private:
    struct Server {
        std::vector<int> sessions;  ///< see belonging.hpp
        ProcessIdentity leader;     ///< no start: it was gone before the guardian received it
    };
    /// The leader loses its mark if it starts another program without it (`env -i gopls`).
    static Server server_led_by(int pid) {
        const auto seen = identity_of(pid);
        return {{pid}, seen ? *seen : ProcessIdentity{pid, 0}};
    }

    std::map<int, Server> servers_;  ///< by generation
    int newest_ = 0;
};

}  // namespace

boost::system::result<std::unique_ptr<Guardian>, SpawnError> Guardian::start(
    [[maybe_unused]] Loop& loop, [[maybe_unused]] std::string_view mark,
    [[maybe_unused]] Child::OnExit died) {
#if defined(__linux__)
    ChildOptions options;
    options.program = "/proc/self/exe";  // works even while this program is being upgraded
    options.argv0 = kName;
    options.arguments = {std::string(mark)};
    for (char** entry = environ; *entry != nullptr; ++entry) options.environment.push_back(*entry);
    options.working_directory = "/";  // keeps no folder busy
    std::unique_ptr<Guardian> guardian(new Guardian);
    guardian->on_exit_ = std::move(died);
    auto child = Child::spawn(loop, options, [self = guardian.get()](int code, int signal) {
        const Child::OnExit callback = std::move(self->on_exit_);
        callback(code, signal);
    });
    if (child.has_error()) return child.error();
    guardian->child_ = std::move(*child);
    guardian->child_->stdout_stream().close();
    guardian->child_->stderr_stream().close();
    return guardian;
#else
    return SpawnError{
        boost::system::errc::make_error_code(boost::system::errc::operation_not_supported),
        "cannot inspect processes on this system"};
#endif
}

void Guardian::server_started(int generation, int pid) {
    child_->stdin_stream().write(bytes_of({generation, pid}));
}

void Guardian::server_ended(int generation) {
    child_->stdin_stream().write(bytes_of({generation, 0}));
}

void Guardian::dismiss(std::function<void()> gone) {
    on_exit_ = [gone = std::move(gone)](int, int) { gone(); };
    child_->stdin_stream().write(bytes_of({}));
}

bool is_guardian(int argc, char** argv) {
    return argc == 2 && std::string_view(argv[0]) == kName;
}

void guard(char** argv) {
    ignore_signals();
#if defined(__linux__)
    ::prctl(PR_SET_NAME, kName);
#endif
    close_all_above(STDERR_FILENO);
    Servers servers;
    if (!servers.read_to_end(STDIN_FILENO)) ::_exit(0);
    // The first round at once, then more with pauses, for processes that were just being started.
    constexpr int kPauseMillis = 10;
    constexpr int kMaxRounds = 200;
    int clean_rounds = 0;
    for (int round = 0; round < kMaxRounds && clean_rounds < 2; ++round) {
        clean_rounds = servers.kill_round(argv[1]) ? 0 : clean_rounds + 1;
        ::poll(nullptr, 0, kPauseMillis);
    }
    ::_exit(0);
}

}  // namespace io
