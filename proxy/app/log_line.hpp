// Parses a line of the proxy's log: the prefix that `Log` puts in front of each event, and the
// event. Pure. Continuation lines, and those of another version, are not parsed.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "core/base/event.hpp"

namespace app {

/// The log's clock: UTC.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

struct LogLine {
    WallTime time;
    int pid = 0;  ///< of the proxy that wrote it
    core::Event event;
};

/// Returns nothing if `line`, without its newline, is not such a line.
std::optional<LogLine> read_log_line(std::string_view line);

}  // namespace app
