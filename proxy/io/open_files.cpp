#include "io/open_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdio>

#include "io/proc_stat.hpp"

namespace io {

namespace {

constexpr std::array<std::string_view, 4> kNoDisk = {"/dev/", "/proc/", "/sys/", "/memfd:"};

std::uint64_t socket_number(std::string_view link) {
    constexpr std::string_view kPrefix = "socket:[";
    return link.starts_with(kPrefix) ? to_number(link.substr(kPrefix.size())) : 0;
}

bool is_kept_on_disk(std::string_view link) {
    if (!link.starts_with('/') || link.ends_with(" (deleted)")) return false;
    return std::none_of(kNoDisk.begin(), kNoDisk.end(),
                        [&](std::string_view folder) { return link.starts_with(folder); });
}

}  // namespace

void parse_fdinfo(std::string_view fdinfo, OpenFile& file) {
    while (!fdinfo.empty()) {
        std::string_view line = fdinfo.substr(0, fdinfo.find('\n'));
        fdinfo.remove_prefix(std::min(fdinfo.size(), line.size() + 1));
        const std::string_view key = next_word(line);
        if (key == "lock:") file.locked = true;
        if (key != "flags:") continue;
        const auto access = to_number(next_word(line), 8) & O_ACCMODE;
        file.writable = access == O_WRONLY || access == O_RDWR;
    }
}

OpenFiles open_files_of(int pid) {
    OpenFiles open;
#if defined(__linux__)
    std::array<char, 64> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/fd", pid);
    open.known = ::access(path.data(), R_OK | X_OK) == 0;
    if (!open.known) return open;
    std::array<char, PATH_MAX> target;
    std::array<char, 4096> fdinfo;
    for (const int fd : numbered_entries(path.data())) {
        std::snprintf(path.data(), path.size(), "/proc/%d/fd/%d", pid, fd);
        const ssize_t n = ::readlink(path.data(), target.data(), target.size());
        if (n <= 0) continue;
        const std::string_view link(target.data(), static_cast<std::size_t>(n));
        if (const std::uint64_t inode = socket_number(link)) open.sockets.push_back(inode);
        if (!is_kept_on_disk(link)) continue;
        OpenFile file;
        file.path = link;
        std::snprintf(path.data(), path.size(), "/proc/%d/fdinfo/%d", pid, fd);
        parse_fdinfo(read_proc(path.data(), fdinfo), file);
        open.files.push_back(std::move(file));
    }
#else
    (void)pid;
#endif
    return open;
}

std::uint64_t open_file_limit_in(std::string_view limits) {
    constexpr std::string_view kName = "Max open files";
    const std::size_t at = limits.find(kName);
    if (at == std::string_view::npos) return 0;
    limits.remove_prefix(at + kName.size());
    return to_number(next_word(limits));  // "unlimited" is not a number
}

std::optional<OpenFileUse> open_file_use(int pid) {
    const std::string process = "/proc/" + std::to_string(pid);
    if (::access((process + "/fd").c_str(), R_OK | X_OK) != 0) return std::nullopt;
    std::array<char, 4096> limits;
    return OpenFileUse{pid, numbered_entries((process + "/fd").c_str()).size(),
                       open_file_limit_in(read_proc((process + "/limits").c_str(), limits))};
}

}  // namespace io
