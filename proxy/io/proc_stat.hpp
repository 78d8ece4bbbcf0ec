// /proc/<pid>/stat and the list of processes: who is there, whose child, in which
// session.
//
// Linux only; elsewhere every list is empty. Internal to the folder: what others
// may know of a process is in processes.hpp. Never throws on what it reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace io {

/// One line of /proc/<pid>/stat (proc(5)), as far as it is of use.
struct ProcStat {
    int pid = 0;
    std::string name;
    char state = '?';
    int ppid = 0;
    int session = 0;
    std::uint64_t major_faults = 0;
    std::uint64_t user_ticks = 0;
    std::uint64_t system_ticks = 0;
    std::int64_t threads = 0;
    std::uint64_t start_ticks = 0;
    std::uint64_t resident_pages = 0;
    /// In a session of its own, and not the server's: a gopls that listens for several editors
    /// (`-remote=auto` starts one), or a `go run`, which gopls never calls. Not in the line:
    /// session_end.hpp tells.
    bool independent = false;
    /// Named like the go command, but not one that gopls runs by itself (list, env, version). Not
    /// in the line either.
    bool foreign_go = false;

    /// Dead and not yet reaped. A main thread that ended before the others is no zombie.
    bool zombie() const { return (state == 'Z' || state == 'X') && threads <= 1; }
};

/// Reads such a line; the name may hold blanks and parentheses.
std::optional<ProcStat> parse_stat(std::string_view line);

/// A whole small file of /proc, cut at the size of `buffer`; empty if it cannot be read.
std::string_view read_proc(const char* path, std::span<char> buffer);

/// The process `pid` now.
std::optional<ProcStat> read_stat(int pid);

/// The names in `folder` that are numbers: processes in "/proc", threads, descriptors.
std::vector<int> numbered_entries(const char* folder);

/// Every process there is. Empty if processes cannot be seen.
std::vector<ProcStat> scan_processes();

/// Adds to `chosen` (one flag for each of `all`) the descendants of those that are chosen.
void add_descendants(const std::vector<ProcStat>& all, std::vector<bool>& chosen);

/// Takes the next blank-separated word off the front of `text`; empty at its end.
std::string_view next_word(std::string_view& text);

/// A number, or 0.
std::uint64_t to_number(std::string_view word, int base = 10);

}  // namespace io
