#include "io/proc_stat.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <memory>
#include <unordered_map>

namespace io {

std::string_view next_word(std::string_view& text) {
    const std::size_t begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) {
        text = {};
        return {};
    }
    const std::size_t end = text.find_first_of(" \t\n", begin);
    const std::string_view word = text.substr(begin, end - begin);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
    return word;
}

std::uint64_t to_number(std::string_view word, int base) {
    std::uint64_t value = 0;
    std::from_chars(word.data(), word.data() + word.size(), value, base);
    return value;
}

std::optional<ProcStat> parse_stat(std::string_view line) {
    const std::size_t open = line.find('(');
    const std::size_t close = line.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    ProcStat stat;
    stat.pid = static_cast<int>(to_number(line.substr(0, line.find(' '))));
    stat.name = line.substr(open + 1, close - open - 1);
    std::string_view rest = line.substr(close + 1);
    // Numbered as in proc(5); the state is field 3.
    constexpr std::size_t kFields = 24;
    std::array<std::string_view, kFields + 1> field;
    for (std::size_t i = 3; i <= kFields; ++i) field[i] = next_word(rest);
    if (stat.pid == 0 || field[3].empty() || field[kFields].empty()) return std::nullopt;
    stat.state = field[3].front();
    stat.ppid = static_cast<int>(to_number(field[4]));
    stat.session = static_cast<int>(to_number(field[6]));
    stat.major_faults = to_number(field[12]);
    stat.user_ticks = to_number(field[14]);
    stat.system_ticks = to_number(field[15]);
    stat.threads = static_cast<std::int64_t>(to_number(field[20]));
    stat.start_ticks = to_number(field[22]);
    stat.resident_pages = to_number(field[24]);
    return stat;
}

std::string_view read_proc(const char* path, std::span<char> buffer) {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return {};
    std::size_t size = 0;
    while (size < buffer.size()) {
        const ssize_t n = ::read(fd, buffer.data() + size, buffer.size() - size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        size += static_cast<std::size_t>(n);
    }
    ::close(fd);
    return {buffer.data(), size};
}

std::optional<ProcStat> read_stat(int pid) {
    std::array<char, 32> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/stat", pid);
    std::array<char, 1024> buffer;
    return parse_stat(read_proc(path.data(), buffer));
}

std::vector<int> numbered_entries(const char* folder) {
    std::vector<int> numbers;
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(folder), &::closedir);
    if (!dir) return numbers;
    while (const dirent* entry = ::readdir(dir.get())) {
        const char first = entry->d_name[0];
        if (first >= '0' && first <= '9')
            numbers.push_back(static_cast<int>(to_number(entry->d_name)));
    }
    return numbers;
}

std::vector<ProcStat> scan_processes() {
    std::vector<ProcStat> processes;
#if defined(__linux__)
    for (const int pid : numbered_entries("/proc"))
        if (auto stat = read_stat(pid)) processes.push_back(std::move(*stat));
#endif
    return processes;
}

void add_descendants(const std::vector<ProcStat>& all, std::vector<bool>& chosen) {
    std::unordered_multimap<int, std::size_t> children;
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < all.size(); ++i) {
        children.emplace(all[i].ppid, i);
        if (chosen[i]) open.push_back(i);
    }
    while (!open.empty()) {
        const int pid = all[open.back()].pid;
        open.pop_back();
        const auto [begin, end] = children.equal_range(pid);
        for (auto child = begin; child != end; ++child) {
            if (chosen[child->second]) continue;
            chosen[child->second] = true;
            open.push_back(child->second);
        }
    }
}

}  // namespace io
