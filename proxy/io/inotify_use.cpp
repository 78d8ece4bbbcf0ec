#include "io/inotify_use.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>

#include "io/proc_stat.hpp"

namespace io {
namespace {

constexpr std::string_view kLinkOfInstance = "anon_inode:inotify";
constexpr std::string_view kWatch = "inotify wd:";

bool is_owned_by(int pid, uid_t user) {
    struct stat status {};
    const std::string folder = "/proc/" + std::to_string(pid);
    return ::stat(folder.c_str(), &status) == 0 && status.st_uid == user;
}

bool is_instance(const std::string& link) {
    std::array<char, 64> target;
    const ssize_t n = ::readlink(link.c_str(), target.data(), target.size());
    if (n <= 0) return false;
    const std::string_view text(target.data(), static_cast<std::size_t>(n));
    return text == kLinkOfInstance || text == "inotify";
}

/// Counts in pieces: the file of an editor may have hundreds of thousands of lines.
std::uint64_t watches_of(const std::string& fdinfo, const std::atomic<bool>& stop) {
    const int fd = ::open(fdinfo.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    std::uint64_t count = 0;
    std::string rest;
    std::array<char, std::size_t{32} << 10> piece;
    while (!stop) {
        const ssize_t n = ::read(fd, piece.data(), piece.size());
        if (n <= 0) break;
        rest.append(piece.data(), static_cast<std::size_t>(n));
        const std::size_t end = rest.rfind('\n');
        if (end == std::string::npos) continue;
        count += count_watches(std::string_view(rest).substr(0, end));
        rest.erase(0, end + 1);
    }
    ::close(fd);
    return count + count_watches(rest);
}

std::uint64_t limit_in(const char* path) {
    std::array<char, 64> text;
    std::string_view words = read_proc(path, text);
    const std::string_view number = next_word(words);
    return number.empty() ? std::numeric_limits<std::uint64_t>::max() : to_number(number);
}

}  // namespace

std::uint64_t count_watches(std::string_view fdinfo) {
    std::uint64_t count = 0;
    while (!fdinfo.empty()) {
        const std::string_view line = fdinfo.substr(0, fdinfo.find('\n'));
        fdinfo.remove_prefix(std::min(fdinfo.size(), line.size() + 1));
        if (line.starts_with(kWatch)) ++count;
    }
    return count;
}

std::vector<InotifyUser> inotify_users(uid_t user, const std::atomic<bool>& stop) {
    std::vector<InotifyUser> users;
    for (const ProcStat& stat : scan_processes()) {
        if (stop) break;
        if (stat.pid == ::getpid() || stat.zombie() || !is_owned_by(stat.pid, user)) continue;
        InotifyUser one{stat.pid, stat.name, 0, 0};
        const std::string process = "/proc/" + std::to_string(stat.pid);
        for (const int fd : numbered_entries((process + "/fd").c_str())) {
            if (!is_instance(process + "/fd/" + std::to_string(fd))) continue;
            ++one.instances;
            one.watches += watches_of(process + "/fdinfo/" + std::to_string(fd), stop);
        }
        if (one.instances > 0) users.push_back(std::move(one));
    }
    std::sort(users.begin(), users.end(), [](const InotifyUser& a, const InotifyUser& b) {
        return a.watches != b.watches ? a.watches > b.watches : a.instances > b.instances;
    });
    return users;
}

std::optional<InotifyLimits> inotify_limits() {
    const InotifyLimits limits{std::min(limit_in("/proc/sys/fs/inotify/max_user_watches"),
                                        limit_in("/proc/sys/user/max_inotify_watches")),
                               std::min(limit_in("/proc/sys/fs/inotify/max_user_instances"),
                                        limit_in("/proc/sys/user/max_inotify_instances"))};
    if (limits.watches == std::numeric_limits<std::uint64_t>::max()) return std::nullopt;
    return limits;
}

}  // namespace io
