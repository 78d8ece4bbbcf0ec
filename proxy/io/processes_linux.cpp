#if defined(__linux__)

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>

#include "io/go_programs.hpp"
#include "io/proc_locks.hpp"
#include "io/proc_net.hpp"
#include "io/proc_stat.hpp"
#include "io/processes.hpp"

namespace io {

namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kMaxArguments = 32;
constexpr std::size_t kMaxArgumentBytes = 256;

// Reads files below /proc/<pid> one after the other, all through one buffer.
class ProcFolder {
  public:
    explicit ProcFolder(int pid) : pid_(pid) {}

    std::string_view read(const char* name) {
        std::snprintf(path_.data(), path_.size(), "/proc/%d/%s", pid_, name);
        return read_proc(path_.data(), buffer_);
    }
    std::string_view read_task(int task, const char* name) {
        std::snprintf(path_.data(), path_.size(), "/proc/%d/task/%d/%s", pid_, task, name);
        return read_proc(path_.data(), buffer_);
    }
    std::vector<int> tasks() {
        std::snprintf(path_.data(), path_.size(), "/proc/%d/task", pid_);
        return numbered_entries(path_.data());
    }

  private:
    int pid_;
    std::array<char, 64> path_;
    std::array<char, 16 << 10> buffer_;
};

// Returns the number behind "name:" in a file of such lines.
std::uint64_t value_of(std::string_view text, std::string_view name) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.starts_with(name) && line.substr(name.size()).starts_with(':')) {
            line.remove_prefix(name.size() + 1);
            return to_number(next_word(line));
        }
    }
    return 0;
}

std::vector<std::string> arguments(std::string_view zero_separated) {
    std::vector<std::string> result;
    while (!zero_separated.empty() && result.size() < kMaxArguments) {
        const std::size_t end = zero_separated.find('\0');
        result.emplace_back(zero_separated.substr(0, std::min(end, kMaxArgumentBytes)));
        zero_separated.remove_prefix(end == std::string_view::npos ? zero_separated.size()
                                                                   : end + 1);
    }
    return result;
}

nanoseconds cpu_time(const ProcStat& stat) {
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(stat.pid, &clock) == 0 && ::clock_gettime(clock, &time) == 0)
        return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
    static const long ticks_per_second = ::sysconf(_SC_CLK_TCK);
    return nanoseconds(static_cast<std::int64_t>(stat.user_ticks + stat.system_ticks) *
                       (1'000'000'000 / ticks_per_second));
}

// The channel is "0" for a thread that is not asleep, or if the kernel hides it.
std::string wait_channel(std::string_view text) {
    return text == "0" ? std::string() : std::string(text);
}

bool is_write_to_pipe(std::string_view channel) {
    return channel.find("pipe_write") != std::string_view::npos;
}

// Sets the most telling state of the threads, their total wait for a processor, the turns of those
// in uninterruptible sleep, and the wait channel. All threads count, because a Go program may write
// in any of them.
void read_threads(ProcFolder& folder, Process& process) {
    for (const int task : folder.tasks()) {
        bool blocked = false;
        if (const auto thread = parse_stat(folder.read_task(task, "stat"))) {
            const bool tells_more = thread->state == 'R' ||
                                    (thread->state == 'D' && process.state != 'R') ||
                                    process.state == 'Z';  // ended before the other threads
            if (tells_more) process.state = thread->state;
            blocked = thread->state == 'D';
        }
        std::string_view schedule = folder.read_task(task, "schedstat");
        next_word(schedule);
        process.run_delay += nanoseconds(static_cast<std::int64_t>(to_number(next_word(schedule))));
        if (blocked) process.blocked_turns += to_number(next_word(schedule));
        if (is_write_to_pipe(process.wait_channel)) continue;
        const std::string_view channel = folder.read_task(task, "wchan");
        if (task == process.pid || is_write_to_pipe(channel))
            process.wait_channel = wait_channel(channel);
    }
}

std::string command_line(std::string_view zero_separated) {
    std::string line;
    for (const std::string& word : arguments(zero_separated))
        line += (line.empty() ? "" : " ") + word;
    return line;
}

// Returns the inode of an open file; 0 if unknown.
std::uint64_t inode_of(ProcFolder& folder, const std::string& fd, const std::string& link) {
    // Kernels since 5.14 list it, so the file system, which may hang, is not asked.
    const std::uint64_t inode = value_of(folder.read(("fdinfo/" + fd).c_str()), "ino");
    struct stat file {};
    return inode == 0 && ::stat(link.c_str(), &file) == 0 ? file.st_ino : inode;
}

// Returns the path of the open file with this inode; empty if the process has none.
std::string open_file(int pid, std::uint64_t inode) {
    const std::string folder = "/proc/" + std::to_string(pid) + "/fd";
    ProcFolder process(pid);
    for (const int fd : numbered_entries(folder.c_str())) {
        const std::string link = folder + "/" + std::to_string(fd);
        if (inode_of(process, std::to_string(fd), link) != inode) continue;
        std::error_code error;
        const auto path = std::filesystem::read_symlink(link, error);
        if (!error) return path.string();
    }
    return {};
}

// Returns the target of the descriptor without asking the file system; empty if unknown.
std::string link_of_fd(int pid, int fd) {
    const std::string link = "/proc/" + std::to_string(pid) + "/fd/" + std::to_string(fd);
    std::error_code error;
    return std::filesystem::read_symlink(link, error).string();
}

Process describe(const ProcStat& stat, const LockWaits& waits, ConnectionTables& connections) {
    static const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    Process process;
    process.pid = stat.pid;
    process.ppid = stat.ppid;
    process.session = stat.session;
    process.start_ticks = stat.start_ticks;
    process.state = stat.state;
    process.major_faults = stat.major_faults;
    process.resident_bytes = stat.resident_pages * page_bytes;
    process.cpu = cpu_time(stat);

    ProcFolder folder(stat.pid);
    process.argv = arguments(folder.read("cmdline"));
    const std::string_view io = folder.read("io");
    process.read_chars = value_of(io, "rchar");
    process.write_chars = value_of(io, "wchar");
    process.read_bytes = value_of(io, "read_bytes");
    process.tracer_pid = static_cast<int>(value_of(folder.read("status"), "TracerPid"));
    read_threads(folder, process);
    if (const auto wait = waits.find(stat.pid); wait != waits.end()) {
        process.waits_for_lock_of = wait->second.holder;
        process.lock_file = open_file(stat.pid, wait->second.inode);
        if (wait->second.holder > 0) {
            process.lock_holder = command_line(ProcFolder(wait->second.holder).read("cmdline"));
        }
    }
    connections.fill_in(process);
    process.executable = executable_of(stat.pid);
    return process;
}

}  // namespace

Snapshot observe_session(int session_leader_pid) {
    const std::vector<ProcStat> all = scan_processes();
    Snapshot snapshot;
    snapshot.known = !all.empty();
    std::vector<bool> member(all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        member[i] = all[i].pid == session_leader_pid || all[i].session == session_leader_pid;
    add_descendants(all, member);

    const LockWaits waits = read_locks();
    ConnectionTables connections;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!member[i] || (all[i].zombie() && all[i].pid != session_leader_pid)) continue;
        Process process = describe(all[i], waits, connections);
        // The process ended while it was read, and its pid may belong to another by now.
        if (!same_process(process.pid, process.start_ticks)) continue;
        snapshot.processes.push_back(std::move(process));
    }
    std::stable_partition(snapshot.processes.begin(), snapshot.processes.end(),
                          [&](const Process& p) { return p.pid == session_leader_pid; });
    return snapshot;
}

bool is_served(std::uint64_t stdin_pipe, std::uint64_t stdout_pipe) {
    const auto has = [](const ProcStat& process, int fd, std::uint64_t pipe) {
        return link_of_fd(process.pid, fd) == "pipe:[" + std::to_string(pipe) + "]";
    };
    const std::vector<ProcStat> all = scan_processes();
    return std::any_of(all.begin(), all.end(), [&](const ProcStat& process) {
        return has(process, STDIN_FILENO, stdin_pipe) && has(process, STDOUT_FILENO, stdout_pipe);
    });
}

std::vector<int> ancestors(std::size_t most) {
    std::vector<int> pids;
    for (int pid = ::getppid(); pid > 0 && pids.size() < most;) {
        pids.push_back(pid);
        const auto stat = read_stat(pid);
        pid = stat ? stat->ppid : 0;
    }
    return pids;
}

std::optional<ProcessIdentity> identity_of(int pid) {
    const auto stat = read_stat(pid);
    if (!stat) return std::nullopt;
    return ProcessIdentity{pid, stat->start_ticks};
}

bool same_process(int pid, std::uint64_t start_ticks) {
    const auto stat = read_stat(pid);
    return stat && stat->start_ticks == start_ticks;
}

bool is_running(int pid, std::uint64_t start_ticks) {
    const auto stat = read_stat(pid);
    return stat && stat->start_ticks == start_ticks && !stat->zombie();
}

bool signal_process(int pid, std::uint64_t start_ticks, int signal) {
    if (pid <= 1) return false;
#if defined(SYS_pidfd_open) && defined(SYS_pidfd_send_signal)
    // The descriptor keeps referring to this process. The check comes after the open, so the signal
    // cannot hit another process.
    const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (fd >= 0) {
        const bool sent = same_process(pid, start_ticks) &&
                          ::syscall(SYS_pidfd_send_signal, fd, signal, nullptr, 0) == 0;
        ::close(fd);
        return sent;
    }
    if (errno == ESRCH) return false;
#endif
    return same_process(pid, start_ticks) && ::kill(pid, signal) == 0;
}

}  // namespace io

#endif
