#include "observability/web/trace_file.hpp"

#include "observability/trace/writer.hpp"

namespace observability::web {

std::string trace_file(const TracedSession& session) {
    const auto writer = trace::perfetto_writer(session.pid);
    writer->clock(session.clocks.monotonic, session.clocks.since_1970);
    trace::Timeline timeline(*writer, session.pid);
    auto sample = session.samples.begin();
    for (const core::TraceRecord& record : session.records) {
        for (; sample != session.samples.end() && sample->at <= record.ended.time_since_epoch();
             ++sample) {
            timeline.add(*sample);
        }
        timeline.add(record);
    }
    for (; sample != session.samples.end(); ++sample) timeline.add(*sample);
    for (const core::TraceRecord& record : session.open) timeline.add(record);
    for (const gopls_spans::Span& span : session.spans) {
        timeline.add(span, session.clocks.since_1970 - session.clocks.monotonic);
    }
    timeline.end(session.clocks.monotonic);
    writer->finish();
    return writer->take();
}

}  // namespace observability::web
