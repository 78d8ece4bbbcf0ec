// What the proxy did, as its log tells it: verdicts, remedies, servers begun and ended, each
// with the wall time of its line. Only the words that are fixed for tests are read
// (support/proxied.hpp), and debug lines, which repeat every look, are not.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace corpus {

/// The log's clock: UTC, in milliseconds.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

WallTime wall_now();

struct Event {
    WallTime at;
    std::string name;  ///< of the verdict or remedy, e.g. `go_command_local`
};

struct Story {
    std::vector<Event> verdicts;  ///< of every generation, each time one is come to
    std::vector<Event> remedies;  ///< every one that was tried
    int spawned = 0;              ///< servers started, the first one not counted
    int ended = 0;                ///< servers ended, or given up because they died
};

/// Of the log's lowest level: what is seen at each look.
bool is_debug(const std::string& log_line);

/// Everything that was done behind the last line that says so has been watched to its end.
bool is_watched_to_the_end(const std::vector<std::string>& log_lines);

/// Lines that are none of these are passed over.
Story read_story(const std::vector<std::string>& log_lines);

}  // namespace corpus
