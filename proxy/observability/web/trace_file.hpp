// The trace of a session as a file for Perfetto, from records and samples that exist already.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "core/base/trace.hpp"
#include "observability/trace/timeline.hpp"
#include "observability/web/messages.hpp"

namespace observability::web {

struct TracedSession {
    std::vector<core::TraceRecord> records;  ///< in the order of the session
    std::vector<core::TraceRecord> open;     ///< requests without a reply
    std::deque<trace::Sample> samples;       ///< the oldest first
    std::vector<gopls_spans::Span> spans;
    Clocks clocks;
    int pid = 0;  ///< of the proxy
};

/// Returns the bytes of the file. Pure.
std::string trace_file(const TracedSession& session);

}  // namespace observability::web
