// The proxy's actions according to its log: verdicts, remedies, servers started and ended, each
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
    std::string name;  ///< the verdict or remedy, e.g. `go_command_local`
};

struct Story {
    std::vector<Happening> verdicts;  ///< every verdict on any generation
    std::vector<Happening> remedies;  ///< every remedy that was tried
    int spawned = 0;                  ///< servers started after the first
    int ended = 0;                    ///< servers that were ended or died
};

/// Returns whether this is a debug line. The samples behind a verdict are logged at that level.
bool is_debug(const LogLine& line);

/// Returns whether the proxy has finished watching its last remedy.
bool is_watched_to_the_end(const std::vector<LogLine>& lines);

/// Returns the story of these lines; ignores other events.
Story read_story(const std::vector<LogLine>& lines);

}  // namespace corpus
