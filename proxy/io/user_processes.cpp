#include "io/user_processes.hpp"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "io/files.hpp"
#include "io/go_programs.hpp"
#include "io/listeners.hpp"
#include "io/proc_stat.hpp"
#include "io/processes.hpp"
#include "io/unix_peer.hpp"

namespace io {

namespace {

std::string file_of(int pid, const char* name) {
    return "/proc/" + std::to_string(pid) + "/" + name;
}

std::string target_of(const std::string& link) {
    std::error_code failure;
    return std::filesystem::read_symlink(link, failure).string();
}

/// Returns nothing if it cannot be read, also because the process ends meanwhile.
std::optional<std::string> read_whole(const std::string& path) {
    auto text = read_file(path);
    if (!text) return std::nullopt;
    return *std::move(text);
}

std::vector<std::string> split_at_zeros(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        words.emplace_back(text.substr(0, text.find('\0')));
        text.remove_prefix(std::min(text.size(), words.back().size() + 1));
    }
    return words;
}

std::map<std::string, std::string, std::less<>> parse_environment(std::string_view text) {
    std::map<std::string, std::string, std::less<>> environment;
    for (const std::string& entry : split_at_zeros(text)) {
        const std::size_t equals = entry.find('=');
        if (equals == std::string::npos) continue;
        environment.emplace(entry.substr(0, equals), entry.substr(equals + 1));
    }
    return environment;
}

// The owner of /proc/<pid> is the effective user, or root for a process that may not be examined.
bool is_of_user(int pid, uid_t user) {
    std::ifstream status(file_of(pid, "status"));
    for (std::string line; std::getline(status, line);) {
        std::string_view rest = line;
        if (next_word(rest) != "Uid:") continue;
        next_word(rest);  // the real one
        return to_number(next_word(rest)) == user;
    }
    return false;
}

std::chrono::seconds age_of(std::uint64_t start_ticks) {
    static const auto ticks_per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    timespec since_boot{};
#if defined(CLOCK_BOOTTIME)
    ::clock_gettime(CLOCK_BOOTTIME, &since_boot);
#endif
    const auto started = static_cast<std::int64_t>(start_ticks / ticks_per_second);
    return std::chrono::seconds(std::max<std::int64_t>(0, since_boot.tv_sec - started));
}

/// The tables of sockets, each read once for all processes that share it.
class ListenerTables {
  public:
    std::vector<std::string> addresses(int pid, const std::vector<std::uint64_t>& sockets) {
        std::vector<std::string> found;
        if (sockets.empty()) return found;
        const auto [table, is_new] = by_namespace_.try_emplace(target_of(file_of(pid, "ns/net")));
        if (is_new) table->second = read_listeners(pid);
        for (const std::uint64_t socket : sockets) {
            const auto listener = table->second.find(socket);
            if (listener != table->second.end()) found.push_back(listener->second);
        }
        return found;
    }

  private:
    std::unordered_map<std::string, std::unordered_map<std::uint64_t, std::string>> by_namespace_;
};

// Returns whether the process has given up its memory, or never had any: it is ending or belongs to
// the kernel, and uses no file. Its environment could not be read then.
bool is_without_memory(int pid) {
    return executable_of(pid).empty() && read_whole(file_of(pid, "cmdline")).value_or("").empty();
}

UserProcess describe_process(const ProcStat& stat, const std::string& own_mounts,
                             ListenerTables& tables) {
    static const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    UserProcess process;
    process.pid = stat.pid;
    process.ppid = stat.ppid;
    process.session = stat.session;
    process.start_ticks = stat.start_ticks;
    process.name = stat.name;
    process.age = age_of(stat.start_ticks);
    process.resident_bytes = stat.resident_pages * page_bytes;
    process.argv = split_at_zeros(read_whole(file_of(stat.pid, "cmdline")).value_or(""));
    process.executable = executable_of(stat.pid);
    if (const auto text = read_whole(file_of(stat.pid, "environ"))) {
        process.environment = parse_environment(*text);
    }
    process.working_folder = target_of(file_of(stat.pid, "cwd"));
    OpenFiles open = open_files_of(stat.pid);
    process.files = std::move(open.files);
    process.sockets = std::move(open.sockets);
    process.is_known = open.known;
    process.listens = tables.addresses(stat.pid, process.sockets);
    const std::string mounts = target_of(file_of(stat.pid, "ns/mnt"));
    process.has_other_mounts = !mounts.empty() && mounts != own_mounts;
    return process;
}

}  // namespace

UserProcesses processes_of_user(uid_t user) {
    UserProcesses found;
    const std::vector<ProcStat> all = scan_processes();
    found.known = !all.empty();
    const std::string own_mounts = target_of("/proc/self/ns/mnt");
    ListenerTables tables;
    for (const ProcStat& stat : all) {
        if (stat.zombie()) continue;
        found.all.push_back({stat.pid, stat.ppid, stat.name});
        if (stat.pid == ::getpid() || !is_of_user(stat.pid, user)) continue;
        UserProcess process = describe_process(stat, own_mounts, tables);
        // The process ended while it was read, and its pid may belong to another by now.
        if (is_without_memory(process.pid) || !same_process(process.pid, process.start_ticks)) {
            continue;
        }
        found.processes.push_back(std::move(process));
    }
    return found;
}

std::vector<int> peers_of(const UserProcess& process, const UserProcesses& in) {
    std::unordered_set<std::uint64_t> ends;
    for (const std::uint64_t socket : process.sockets) {
        if (const auto peer = unix_peer_of(socket); peer && *peer != 0) ends.insert(*peer);
    }
    std::vector<int> pids;
    for (const UserProcess& other : in.processes) {
        if (other.pid == process.pid) continue;
        if (std::any_of(other.sockets.begin(), other.sockets.end(),
                        [&](std::uint64_t socket) { return ends.contains(socket); })) {
            pids.push_back(other.pid);
        }
    }
    return pids;
}

bool is_same_file(const UserProcess& process, const std::string& path_there,
                  const std::string& path_here) {
    struct stat there {};
    struct stat here {};
    return ::stat((file_of(process.pid, "root") + path_there).c_str(), &there) == 0 &&
           ::stat(path_here.c_str(), &here) == 0 && there.st_dev == here.st_dev &&
           there.st_ino == here.st_ino;
}

}  // namespace io
