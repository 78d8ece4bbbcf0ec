// The part of the timeline that shows the spans of gopls.
#include <algorithm>
#include <iterator>
#include <utility>

#include "observability/trace/timeline.hpp"

namespace observability::trace {
namespace {

using gopls_spans::Span;

/// Spans wait for the message that they belong to, which ends after them. Beyond this number they
/// are written without it.
constexpr std::size_t kMaxWaiting = 20'000;
constexpr std::size_t kMaxRequests = 10'000;
/// Below the requests of all generations.
constexpr int kRank = 2000;

/// Spans that can be shown in one track: each begins after the one before has ended, or is a part
/// of it.
struct Lane {
    std::vector<const Span*> spans;
    std::vector<const Span*> open;  ///< at the time of the newest: the innermost last

    bool takes(const Span& span) {
        while (!open.empty() && open.back()->ended <= span.began) open.pop_back();
        return open.empty() || (open.back()->id == span.parent && span.ended <= open.back()->ended);
    }
    void add(const Span& span) {
        spans.push_back(&span);
        open.push_back(&span);
    }
    Nanoseconds ended() const {
        const auto last = std::max_element(spans.begin(), spans.end(),
                                           [](auto* a, auto* b) { return a->ended < b->ended; });
        return (*last)->ended;
    }
};

std::vector<Lane> lanes_of(const std::vector<Span>& spans) {
    std::vector<Lane> lanes;
    for (const Span& span : spans) {
        // Beside its parent rather than alone.
        auto lane = std::find_if(lanes.begin(), lanes.end(), [&](Lane& each) {
            return each.takes(span) && !each.open.empty();
        });
        if (lane == lanes.end()) {
            lane = std::find_if(lanes.begin(), lanes.end(),
                                [&](Lane& each) { return each.takes(span); });
        }
        if (lane == lanes.end()) lane = lanes.insert(lane, Lane{});
        lane->add(span);
    }
    return lanes;
}

}  // namespace

void Timeline::answered(const core::TraceRecord& record) {
    if (record.trace_id.number == 0) return;
    if (trace_ids_.size() >= kMaxRequests) trace_ids_.clear();
    trace_ids_[std::string(record.id.view())] = to_text(record.trace_id);
}

void Timeline::add(Span span, Nanoseconds offset) {
    // Its clock may have been set, and a proxy of another version may say anything.
    span.began = std::max(span.began - offset, Nanoseconds{});
    span.ended = std::max(span.ended - offset, span.began);
    const bool is_last = span.parent.empty();
    const std::string trace = span.trace;
    spans_[trace].push_back(std::move(span));
    ++waiting_spans_;
    if (is_last) spans_below(std::move(spans_.extract(trace).mapped()));
    if (waiting_spans_ > kMaxWaiting) all_spans();
}

void Timeline::all_spans() {
    for (auto& [trace, spans] : std::exchange(spans_, {})) spans_below(std::move(spans));
}

/// Writes the spans below one message.
void Timeline::spans_below(std::vector<Span> spans) {
    waiting_spans_ -= spans.size();
    std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
        return std::pair(a.began, b.ended) < std::pair(b.began, a.ended);
    });
    for (const Lane& lane : lanes_of(spans)) {
        Row& inside = row("inside gopls, pid " + std::to_string(lane.spans.front()->pid), kRank);
        const std::size_t track = lane_from(inside, lane.spans.front()->began);
        std::vector<Nanoseconds> open;
        const auto end_until = [&](Nanoseconds at) {
            for (; !open.empty() && open.back() <= at; open.pop_back()) {
                writer_.end(inside.lanes[track].track, open.back());
            }
        };
        for (const Span* span : lane.spans) {
            end_until(span->began);
            writer_.begin(mark_of(*span, inside.lanes[track].track));
            open.push_back(span->ended);
        }
        inside.lanes[track].free_from = lane.ended();
        end_until(Nanoseconds::max());
    }
}

Mark Timeline::mark_of(const Span& span, std::uint64_t track) const {
    Mark mark{track, span.began, span.name, "gopls", {}};
    for (const auto& [key, value] : span.attributes) mark.arguments.push_back({key, value});
    if (span.failed) mark.arguments.push_back({"failed", "true"});
    const auto request = trace_ids_.find(gopls_spans::request_id_of(span));
    if (request != trace_ids_.end()) mark.arguments.push_back({"trace_id", request->second});
    return mark;
}

}  // namespace observability::trace
