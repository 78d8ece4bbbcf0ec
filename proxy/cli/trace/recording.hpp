// One trace: reads the records of a session until it ends, and writes the file.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "cli/control/client.hpp"
#include "cli/trace/output.hpp"
#include "cli/trace/summary.hpp"
#include "observability/trace/sink.hpp"

namespace cli::trace {

class Recording {
  public:
    /// Where it stands after a step.
    enum class State {
        kRuns,
        kHangs,   ///< the session does not answer, but may again
        kEnded,   ///< the session has ended
        kFailed,  ///< the file cannot be written: `problem`
    };

    /// Begins at the session's oldest record if `past`, else now. `reply` is the one to
    /// `trace_start`.
    Recording(Connection connection, const app::control::Json& reply, bool past,
              std::unique_ptr<observability::trace::Sink> sink, Output output);

    /// Reads and writes what has been recorded since the last step.
    State step();
    /// Ends the trace and completes the file.
    State finish();

    /// Returns whether gopls sends its own spans, which come up to two seconds later.
    bool has_spans() const { return has_spans_; }
    const Summary& summary() const { return summary_; }
    /// Returns the time of the session, as of the last answer.
    core::Time now() const { return now_; }
    const std::string& problem() const { return problem_; }

  private:
    State ask(app::control::TraceRequest::Step step);
    void take(const app::control::Json& reply);
    State write();

    Connection connection_;
    std::unique_ptr<observability::trace::Sink> sink_;
    Output output_;
    Summary summary_;
    std::uint64_t next_ = 0;
    std::uint64_t next_span_ = 0;
    bool has_spans_ = false;
    bool all_read_ = false;
    core::Time now_{};
    std::string problem_;
};

}  // namespace cli::trace
