// What the proxy did, as its log tells it: verdicts, remedies, servers begun and ended, each
// with the wall time of its line.
#pragma once

#include <string>
#include <vector>

#include "app/log_line.hpp"

namespace corpus {

using app::LogLine;
using app::WallTime;

WallTime wall_now();

struct Happening {
    WallTime at;
    std::string name;  ///< of the verdict or remedy, e.g. `go_command_local`
};

struct Story {
    std::vector<Happening> verdicts;  ///< of every generation, each time one is come to
    std::vector<Happening> remedies;  ///< every one that was tried
    int spawned = 0;                  ///< servers started, the first one not counted
    int ended = 0;                    ///< servers ended, or given up because they died
};

/// Of the log's lowest level: the sample that a verdict rests on, each time.
bool is_debug(const LogLine& line);

/// Everything that was done behind the last line that says so has been watched to its end.
bool is_watched_to_the_end(const std::vector<LogLine>& lines);

/// Events that are none of these are passed over.
Story read_story(const std::vector<LogLine>& lines);

}  // namespace corpus
