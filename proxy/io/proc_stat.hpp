// /proc/<pid>/stat and the list of processes, with their parents and sessions.
//
// Linux only; elsewhere every list is empty. Internal to the folder: processes.hpp is its public
// side. Never throws on malformed content.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace io {

/// The used fields of one line of /proc/<pid>/stat (proc(5)).
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
    /// Leads a session of its own and is not the server: a gopls daemon for several editors
    /// (started by `-remote=auto`), or a `go run`, which gopls never calls. Not part of the line;
    /// session_end.hpp sets it.
    bool independent = false;
    /// Has the name of the go command, but is not one that gopls runs by itself (list, env,
    /// version). Not part of the line either.
    bool foreign_go = false;

    /// Returns whether the process is dead and not yet reaped. A process whose main thread ended
    /// before the others is not a zombie.
    bool zombie() const { return (state == 'Z' || state == 'X') && threads <= 1; }
};

/// Parses such a line; the name may contain blanks and parentheses.
std::optional<ProcStat> parse_stat(std::string_view line);

/// Reads a small file of /proc, cut at the size of `buffer`; empty if it cannot be read.
std::string_view read_proc(const char* path, std::span<char> buffer);

/// Reads the current line of the process `pid`.
std::optional<ProcStat> read_stat(int pid);

/// Returns the numeric names in `folder`: processes in "/proc", threads, descriptors.
std::vector<int> numbered_entries(const char* folder);

/// Returns every process. Empty if processes cannot be seen.
std::vector<ProcStat> scan_processes();

/// Adds the descendants of the chosen processes to `chosen`, which has one flag for each of `all`.
void add_descendants(const std::vector<ProcStat>& all, std::vector<bool>& chosen);

/// Removes the next blank-separated word from the front of `text` and returns it; empty at the end.
std::string_view next_word(std::string_view& text);

/// Returns the number in `word`, or 0.
std::uint64_t to_number(std::string_view word, int base = 10);

}  // namespace io
