#include "io/proc_locks.hpp"

#include <fstream>
#include <sstream>
#include <string>

#include "io/proc_stat.hpp"

namespace io {

namespace {

struct Entry {
    int owner = -1;
    std::uint64_t inode = 0;
};

// "FLOCK  ADVISORY  WRITE 4711 fd:00:12 0 EOF" -> 4711, 12
Entry parse_entry(std::string_view text) {
    for (int skipped = 0; skipped < 3; ++skipped) next_word(text);
    Entry entry;
    const int pid = static_cast<int>(to_number(next_word(text)));
    if (pid > 0) entry.owner = pid;
    const std::string_view file = next_word(text);
    const std::size_t colon = file.rfind(':');
    if (colon != std::string_view::npos) entry.inode = to_number(file.substr(colon + 1));
    return entry;
}

}  // namespace

LockWaits parse_locks(std::string_view table) {
    // A waiter is listed below the lock it waits for, marked by an arrow ("1: -> FLOCK …"). Waiters
    // behind it are indented further (fs/locks.c, lock_get_status), and get the same answer: the
    // process that holds the lock.
    LockWaits waits;
    int holder = -1;
    while (!table.empty()) {
        const std::size_t end = table.find('\n');
        std::string_view line = table.substr(0, end);
        table.remove_prefix(end == std::string_view::npos ? table.size() : end + 1);
        next_word(line);  // the number of the lock
        std::string_view entry = line;
        if (next_word(entry) != "->") {
            holder = parse_entry(line).owner;
            continue;
        }
        const Entry waiter = parse_entry(entry);
        if (waiter.owner > 0) waits.emplace(waiter.owner, LockWait{holder, waiter.inode});
    }
    return waits;
}

LockWaits read_locks() {
    std::ifstream file("/proc/locks");
    std::ostringstream text;
    text << file.rdbuf();
    return parse_locks(text.str());
}

}  // namespace io
