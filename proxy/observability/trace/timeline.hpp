// The timeline of a session: the tracks, slices, instants and counters that its records and samples
// make, whatever the file format (docs/tracing.md has the table of tracks).
//
// Records come in the order in which the session made them. Any values are accepted. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/trace.hpp"
#include "observability/gopls_spans/span.hpp"
#include "observability/trace/writer.hpp"

namespace observability::trace {

/// The processes of a session's servers at one time.
struct Sample {
    struct Process {
        int pid = 0;
        int parent = 0;
        std::vector<std::string> argv;
        double cpu_seconds = 0;
        std::uint64_t resident_bytes = 0;
    };
    Nanoseconds at{};
    std::vector<int> servers;  ///< the pids that the proxy started
    std::vector<Process> processes;
};

class Timeline {
  public:
    /// Keeps a reference to the writer. `pid` is that of the proxy.
    Timeline(Writer& writer, int pid);

    void add(const core::TraceRecord& record);
    void add(const Sample& sample);
    /// Adds a span of gopls, in any order. `offset` is the time since 1970 of the session's time 0.
    void add(gopls_spans::Span span, Nanoseconds offset);
    /// Ends everything that is still open, except for the requests without a reply.
    void end(Nanoseconds at);

  private:
    /// A row of slices that may overlap: as many tracks with one name as it has slices at a time.
    class Row {
      public:
        struct Lane {
            std::uint64_t track = 0;
            Nanoseconds free_from = Nanoseconds::min();
        };
        std::string name;
        int rank = 0;
        std::vector<Lane> lanes;
    };
    struct OpenSlice {
        Row* row = nullptr;
        std::size_t lane = 0;
        Nanoseconds began{};
    };
    struct Counters {
        std::uint64_t memory = 0;  ///< tracks
        std::uint64_t cpu = 0;
        std::optional<std::pair<Nanoseconds, double>> before;  ///< the last sample of `cpu_seconds`
    };

    std::uint64_t declare(Track::Kind kind, const std::string& name, int rank,
                          std::string_view unit = {});
    Row& row(const std::string& name, int rank);
    /// Returns the index of a lane that is free from this time on.
    std::size_t lane_from(Row& row, Nanoseconds at);
    OpenSlice begin(Row& row, Mark mark);
    void end(const OpenSlice& slice, Nanoseconds at);
    void slice(Row& row, Mark mark, Nanoseconds until);
    void instant(Row& row, Mark mark);

    void request(const core::TraceRecord& record);
    void open_request(const core::TraceRecord& record);
    void cancel(const core::TraceRecord& record);
    void event(const core::TraceRecord& record);
    void life_of_server(const core::TraceRecord& record);
    void answered(const core::TraceRecord& record);
    Mark mark_of(const gopls_spans::Span& span, std::uint64_t track) const;
    void spans_below(std::vector<gopls_spans::Span> spans);
    void all_spans();
    void go_commands(const Sample& sample);
    void count(int server, Nanoseconds at, double cpu_seconds, std::uint64_t resident_bytes);

    Writer& writer_;
    const std::uint64_t first_id_;
    std::uint64_t ids_ = 0;
    std::map<std::string, Row> rows_;
    std::map<core::Generation, OpenSlice> loads_;
    std::map<core::Generation, std::string> looks_;       ///< the last verdict of a sample
    std::map<std::string, std::uint64_t> cancellations_;  ///< flows by the id of their request
    std::uint64_t flows_ = 0;
    std::map<std::string, std::string> trace_ids_;  ///< of requests with a reply, by id
    std::map<std::string, std::vector<gopls_spans::Span>> spans_;  ///< not written yet, by trace
    std::size_t waiting_spans_ = 0;
    std::map<int, OpenSlice> go_commands_;  ///< by pid
    std::map<int, Counters> counters_;      ///< by the pid of the server
};

/// Returns whether these are the arguments of a `go` command.
bool is_go_command(const std::vector<std::string>& argv);

}  // namespace observability::trace
