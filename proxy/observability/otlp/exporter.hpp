// Sends the metrics, the requests as traces, and the log of a session to a collector of
// OpenTelemetry (docs/otlp.md).
//
// It has a thread and a loop of its own, and exists only while the user's variables name a
// collector, so that it costs a session nothing otherwise. All waiting for the collector happens in
// that thread. The session is asked for a snapshot once in `metric_interval`, and for the records
// of its trace some seconds after a request has ended: an idle session is left alone. The
// buffers in front of the collector are bounded; lost items are counted, and the log says so once.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/event.hpp"
#include "io/loop.hpp"
#include "io/mailbox.hpp"
#include "io/side_thread.hpp"
#include "observability/otlp/buffer.hpp"
#include "observability/otlp/logs_json.hpp"
#include "observability/otlp/settings.hpp"
#include "observability/session.hpp"

namespace observability::otlp {

/// Lines of the log on their way to the collector. The log fills it from the start of the proxy on,
/// before there is an exporter.
using LogLines = Buffer<LogLine>;

struct ExporterOptions {
    Settings settings;
    std::string version;  ///< of the proxy
    int pid = 0;          ///< of the proxy
    /// Null if the log is not exported.
    std::shared_ptr<LogLines> log_lines;
};

/// All members are called from the session's thread.
class Exporter {
  public:
    Exporter(io::Loop& session_loop, ExporterOptions options, Session session);
    /// Sends the last snapshot and the waiting items. Takes a moment at most.
    ~Exporter();
    Exporter(const Exporter&) = delete;
    Exporter& operator=(const Exporter&) = delete;

    /// Tells it the number of the next record of the trace, whenever that may have changed. Cheap.
    void recorded(std::uint64_t next);
    /// Tells it that there is a new line in `log_lines`. Cheap.
    void logged();

  private:
    struct Thread;
    Session session_;
    io::Mailbox mailbox_;
    std::shared_ptr<Thread> body_;
    std::optional<io::SideThread> thread_;
    std::uint64_t seen_ = 0;  ///< the number that `recorded` was last called with
};

}  // namespace observability::otlp
