#include "cli/trace/recording.hpp"

#include <algorithm>
#include <utility>

#include "observability/trace/wire.hpp"

namespace cli::trace {

using app::control::Json;
using app::control::TraceRequest;
using observability::trace::count_at;
using observability::trace::Nanoseconds;

namespace {

constexpr std::uint64_t kMostNanoseconds = std::uint64_t{1} << 62;

Nanoseconds time_at(const Json& reply, const char* key) {
    return Nanoseconds(
        static_cast<Nanoseconds::rep>(std::min(count_at(reply, key), kMostNanoseconds)));
}

Json member(const Json& reply, const char* key) {
    return reply.is_object() ? reply.value(key, Json()) : Json();
}

}  // namespace

Recording::Recording(Connection connection, const Json& reply, bool past,
                     std::unique_ptr<observability::trace::Sink> sink, Output output)
    : connection_(std::move(connection)),
      sink_(std::move(sink)),
      output_(std::move(output)),
      next_(count_at(reply, past ? "oldest" : "next")),
      next_span_(count_at(reply, past ? "oldest_span" : "next_span")),
      has_spans_(reply.contains("next_span")) {
    take(reply);
}

Recording::State Recording::step() {
    all_read_ = false;
    State state = State::kRuns;
    while (state == State::kRuns && !all_read_) state = ask(TraceRequest::Step::kRead);
    return state;
}

Recording::State Recording::finish() {
    State state = step();
    if (state == State::kRuns) state = ask(TraceRequest::Step::kStop);
    if (state == State::kFailed) return state;
    sink_->end(now_.time_since_epoch());
    return write() == State::kFailed ? State::kFailed : state;
}

Recording::State Recording::ask(TraceRequest::Step step) {
    const auto reply = connection_.ask({step, next_, next_span_});
    if (!reply) {
        problem_ = reply.error().message;
        return reply.error().code == "session_hangs" ? State::kHangs : State::kEnded;
    }
    next_ = count_at(*reply, "next");
    next_span_ = count_at(*reply, "next_span");
    all_read_ = next_ >= count_at(*reply, "end") && next_span_ >= count_at(*reply, "end_span");
    take(*reply);
    return write();
}

void Recording::take(const Json& reply) {
    const Nanoseconds now = time_at(reply, "monotonic_ns");
    now_ = core::Time(now);
    sink_->clock(now, time_at(reply, "since_1970_ns"));
    summary_.lost(count_at(reply, "lost") + count_at(reply, "lost_spans"));
    for (auto span : observability::gopls_spans::spans_of(member(reply, "spans"))) {
        sink_->add(std::move(span));
    }
    for (const char* list : {"records", "open"}) {
        for (const auto& record : observability::trace::records_of(member(reply, list))) {
            sink_->add(record);
            summary_.add(record);
        }
    }
    if (const auto sample = observability::trace::sample_of(reply)) sink_->add(*sample);
}

Recording::State Recording::write() {
    const auto failure = output_.write(sink_->take());
    if (!failure) return State::kRuns;
    problem_ = failure.message();
    return State::kFailed;
}

}  // namespace cli::trace
