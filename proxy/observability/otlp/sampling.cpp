#include "observability/otlp/sampling.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace observability::otlp {
namespace {

using core::Event;
using core::Outcome;
using core::TraceRecord;

/// Requests that were open during an older stall have ended.
constexpr std::size_t kMostStalls = 16;
/// Of a random number. A double has no more.
constexpr int kRandomBits = 53;

/// Returns random bytes that are not all zero.
SpanId random_id(const std::function<std::uint64_t()>& random) {
    const std::uint64_t bits = std::max<std::uint64_t>(random(), 1);
    SpanId id;
    for (std::size_t i = 0; i < id.size(); ++i) {
        id[i] = static_cast<std::uint8_t>(bits >> (8 * (id.size() - 1 - i)));
    }
    return id;
}

/// Not by the trace id, as other samplers: its end is a number, since it is in the log as well.
bool is_chosen(std::uint64_t random, double ratio) {
    return std::ldexp(static_cast<double>(random >> (64 - kRandomBits)), -kRandomBits) < ratio;
}

/// A request that the editor cancelled has not failed: it is an ordinary one.
bool has_failed(const TraceRecord& record) {
    return record.outcome == Outcome::kError || record.outcome == Outcome::kLost;
}

}  // namespace

Sampling::Sampling(const Settings& settings, std::function<std::uint64_t()> random)
    : none_(settings.samples_none), ratio_(settings.sample_ratio), random_(std::move(random)) {}

void Sampling::event(const TraceRecord& record) {
    switch (record.event) {
        case Event::kStall:
            if (stalls_.size() == kMostStalls) stalls_.erase(stalls_.begin());
            stalls_.push_back({record.generation, record.arrived});
            break;
        case Event::kRecovered:
        case Event::kLost:
            for (Stall& stall : stalls_) {
                if (stall.generation == record.generation) {
                    stall.ended = std::min(stall.ended, record.arrived);
                }
            }
            break;
        case Event::kSwitch:
            for (Stall& stall : stalls_) stall.ended = std::min(stall.ended, record.arrived);
            break;
        default:
            break;
    }
}

bool Sampling::met_stall(const TraceRecord& request) const {
    if (request.outcome == Outcome::kReissued) return true;
    return std::any_of(stalls_.begin(), stalls_.end(), [&](const Stall& stall) {
        return request.arrived <= stall.ended && request.ended >= stall.began;
    });
}

std::optional<TracedRequest> Sampling::add(const TraceRecord& record,
                                           std::chrono::nanoseconds clock_offset) {
    if (record.kind == TraceRecord::Kind::kEvent) event(record);
    if (record.kind != TraceRecord::Kind::kRequest || none_) return {};
    TracedRequest request{
        .record = record, .stalled = met_stall(record), .clock_offset = clock_offset};
    if (!request.stalled && !record.slow && !has_failed(record) && !is_chosen(random_(), ratio_)) {
        return {};
    }
    request.server_span = random_id(random_);
    request.client_span = random_id(random_);
    return request;
}

}  // namespace observability::otlp
