// What becomes of a recorded session: a timeline for a viewer, or one line for each record.
#pragma once

#include <memory>
#include <string>

#include "core/base/trace.hpp"
#include "observability/gopls_spans/span.hpp"
#include "observability/trace/timeline.hpp"
#include "observability/trace/writer.hpp"

namespace observability::trace {

/// Receives records in the order in which the session made them. Pure: the caller takes the bytes
/// and writes them. The bytes taken so far are always a readable file.
class Sink {
  public:
    virtual ~Sink() = default;
    /// Relates the time of the session to the time of day. Called first, and again later.
    virtual void clock(Nanoseconds monotonic, Nanoseconds since_1970) = 0;
    virtual void add(const core::TraceRecord& record) = 0;
    virtual void add(const Sample& sample) = 0;
    virtual void add(gopls_spans::Span span) = 0;
    /// Completes the file.
    virtual void end(Nanoseconds monotonic) = 0;
    /// Returns the bytes made since the last call.
    virtual std::string take() = 0;
};

/// A timeline, as the writer writes it. `pid` is that of the proxy.
std::unique_ptr<Sink> timeline_sink(std::unique_ptr<Writer> writer, int pid);
/// JSON lines: each record, sample of the processes, and span of gopls as an object, with its time.
std::unique_ptr<Sink> json_lines_sink();
/// The log that Microsoft's Language Server Protocol Inspector reads: each request, reply and
/// cancellation, without the texts. Everything is in the last bytes.
std::unique_ptr<Sink> inspector_sink();

}  // namespace observability::trace
