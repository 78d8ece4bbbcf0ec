// The proxy's log: events, as lines of text in a rotating file that only its owner reads.
//
// It never writes to stdout (that is the editor's), never to stderr, and never
// throws: a log that cannot be opened or written is silent. Files of 5 MiB, three
// of them. Several proxies may share one file: each line goes out in one append
// and carries its process id. A session writes aside, so that a slow disk holds up nothing.
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

/// From the most talkative to silence; `log.level`.
enum class LogLevel { kDebug, kInfo, kWarn, kError, kOff };

struct OpenedLog;

/// Writes events; without a file (default-made, moved from, `kOff`) it swallows them.
class Log {
  public:
    static constexpr std::size_t kMaxFileBytes = 5 << 20;
    /// The current file and the older ones `<path minus extension>.1<extension>`, `.2`.
    static constexpr std::size_t kFiles = 3;

    Log();
    ~Log();
    Log(Log&&) noexcept;
    Log& operator=(Log&&) noexcept;

    void write(const core::Event& event);
    /// Sentences for a person alone (`Event::kNote`).
    void info(std::string sentence) { note(core::LogLevel::kInfo, std::move(sentence)); }
    void warn(std::string sentence) { note(core::LogLevel::kWarning, std::move(sentence)); }
    void error(std::string sentence) { note(core::LogLevel::kError, std::move(sentence)); }

    /// From now on another thread writes the lines. Those that wait for the disk are kept in
    /// memory, `kMaxWaitingBytes` of them at most; further ones are left out, and counted in the
    /// log.
    void write_aside(io::Loop& loop);
    static constexpr std::size_t kMaxWaitingBytes = 4 << 20;
    /// Writes all lines that wait, and from then on each line at once, in this thread. Waits for
    /// the disk. Must be called before the loop given to `write_aside` is destroyed.
    void write_at_once();

    /// Told once, in a sentence, that a line could not be written; none by default.
    void on_failure(std::function<void(const std::string& sentence)> tell);

    /// Whether an event of `level` would be written: ask before building a costly one.
    bool enabled(LogLevel level) const;

  private:
    void note(core::LogLevel level, std::string sentence) {
        write({level, core::Event::kNote, {}, std::move(sentence)});
    }
    friend OpenedLog open_log(const std::string&, LogLevel, std::size_t);
    struct File;
    struct Writer;
    std::unique_ptr<Writer> writer_;
};

/// A log, and one sentence when it is a silent one for a reason.
struct OpenedLog {
    Log log;
    std::string problem;
};

/// Opens `path`, makes its missing folders (mode 0700) and the file (mode 0600).
/// `max_file_bytes` is for tests of the rotation.
OpenedLog open_log(const std::string& path, LogLevel level,
                   std::size_t max_file_bytes = Log::kMaxFileBytes);

}  // namespace app
