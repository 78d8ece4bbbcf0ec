// The proxy's log, followed while it is written: the demo sees what the proxy
// concludes and does just as a person with `tail -f` would.
//
// Lines it does not know are passed over. Parsing is pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// One line that tells something.
struct LogEvent {
    enum class Kind {
        kProcess,      ///< a server was started: `pid`
        kSpawn,        ///< `text`: the rest of the line
        kInitialized,  ///< `text`: how long it took
        kLoaded,       ///< `text`: how long it took
        kSlow,         ///< `text`: which request, and what gopls is at
        kStall,        ///< `name`: the verdict; `text`: its sentence; `evidence`
        kRemedy,       ///< `name`: the remedy
        kRecovered,    ///< `text`: from what, after how long
        kDropped,      ///< a standby; `text`: why
        kSwitch,       ///< `generation` takes over; `text`: from which, how long after its start
        kGone,         ///< `text`: how many processes are left
    };
    Kind kind = Kind::kSlow;
    WallTime time;
    int generation = 0;
    int pid = 0;
    std::string name;
    std::string text;
    std::string evidence;
};

/// The event that a line of the log tells, if any.
std::optional<LogEvent> parse_log_line(std::string_view line);

/// Reads a growing file.
class LogTail {
  public:
    explicit LogTail(std::string path) : path_(std::move(path)) {}
    /// The events of the lines that were completed since the last call.
    std::vector<LogEvent> read_new();

  private:
    std::string path_;
    std::size_t offset_ = 0;
    std::string partial_;
};

}  // namespace demo
