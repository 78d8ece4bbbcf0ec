#include "io/proc_locks.hpp"

#include <fstream>
#include <sstream>
#include <string>

#include "io/proc_stat.hpp"

namespace io {

namespace {

// "FLOCK  ADVISORY  WRITE 4711 fd:00:12 0 EOF" -> 4711
int owner_of(std::string_view entry) {
    for (int skipped = 0; skipped < 3; ++skipped) next_word(entry);
    const int pid = static_cast<int>(to_number(next_word(entry)));
    return pid > 0 ? pid : -1;
}

}  // namespace

LockWaits parse_locks(std::string_view table) {
    // A waiter stands below what it waits for, marked by an arrow ("1: -> FLOCK …"). Whoever
    // waits behind it in turn is indented further (fs/locks.c, lock_get_status), and gets the
    // same answer: who really holds the lock.
    LockWaits waits;
    int holder = -1;
    while (!table.empty()) {
        const std::size_t end = table.find('\n');
        std::string_view line = table.substr(0, end);
        table.remove_prefix(end == std::string_view::npos ? table.size() : end + 1);
        next_word(line);  // the number of the lock
        std::string_view entry = line;
        if (next_word(entry) != "->") {
            holder = owner_of(line);
            continue;
        }
        if (const int waiter = owner_of(entry); waiter > 0) waits.emplace(waiter, holder);
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
