// The proxy's log: events as lines of text in a rotating file that only its owner can read.
//
// It never writes to stdout, which belongs to the editor, nor to stderr, and never throws: a log
// that cannot be opened or written stays silent. It keeps three files of 5 MiB. Several proxies may
// share one file: each line is written in one append and has its process id. During a session
// another thread writes, so that a slow disk holds up nothing.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "core/base/event.hpp"

namespace io {
class Loop;
}

namespace app {

/// From the most verbose to silence; `log.level`.
enum class LogLevel { kDebug, kInfo, kWarn, kError, kOff };

struct OpenedLog;

/// Writes events. Without a file (default-constructed, moved from, `kOff`) it discards them.
class Log {
  public:
    static constexpr std::size_t kMaxFileBytes = 5 << 20;
    /// The current file, and the older ones `<path minus extension>.1<extension>`, `.2`.
    static constexpr std::size_t kFiles = 3;

    Log();
    ~Log();
    Log(Log&&) noexcept;
    Log& operator=(Log&&) noexcept;

    void write(const core::Event& event);
    /// Write sentences for people only (`Event::kNote`).
    void info(std::string sentence) { note(core::LogLevel::kInfo, std::move(sentence)); }
    void warn(std::string sentence) { note(core::LogLevel::kWarning, std::move(sentence)); }
    void error(std::string sentence) { note(core::LogLevel::kError, std::move(sentence)); }

    /// Makes another thread write the lines from now on. At most `kMaxWaitingBytes` of them wait in
    /// memory for the disk; further lines are dropped, and counted in the log.
    void write_aside(io::Loop& loop);
    static constexpr std::size_t kMaxWaitingBytes = 4 << 20;
    /// Writes all waiting lines, and from then on each line at once, in this thread. Waits for the
    /// disk. Must be called before the loop given to `write_aside` is destroyed.
    void write_at_once();

    /// Sets a function that is called once, with a sentence, when a line cannot be written; default
    /// none.
    void on_failure(std::function<void(const std::string& sentence)> tell);

    /// Sets a function that receives each event that is written; default none.
    void copy_to(std::function<void(const core::Event&)> copy) { copy_ = std::move(copy); }

    /// Returns whether an event of `level` would be written. Ask before building an expensive one.
    bool enabled(LogLevel level) const;

  private:
    void note(core::LogLevel level, std::string sentence) {
        write({level, core::Event::kNote, {}, std::move(sentence)});
    }
    friend OpenedLog open_log(const std::string&, LogLevel, std::size_t);
    struct File;
    struct Writer;
    std::unique_ptr<Writer> writer_;
    std::function<void(const core::Event&)> copy_;
};

/// A log; if it is silent because of a problem, one sentence about it.
struct OpenedLog {
    Log log;
    std::string problem;
};

/// Opens `path`. Creates its missing folders (mode 0700) and the file (mode 0600). `max_file_bytes`
/// is for tests of the rotation.
OpenedLog open_log(const std::string& path, LogLevel level,
                   std::size_t max_file_bytes = Log::kMaxFileBytes);

}  // namespace app
