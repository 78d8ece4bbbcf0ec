#include "observability/otlp/sampling.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace observability::otlp {
namespace {

using core::Event;
using core::Outcome;
using core::TraceRecord;

/// Requests that were open during an older stall have ended.
constexpr std::size_t kMostStalls = 16;
/// The random part of a trace id, by which all samplers decide (W3C Trace Context, level 2).
constexpr int kRandomBits = 56;

/// Fills in random bytes that are not all zero.
template <std::size_t kSize>
void fill(std::array<std::uint8_t, kSize>& id, const std::function<std::uint64_t()>& random) {
    for (std::size_t i = 0; i < kSize; i += 8) {
        const std::uint64_t bits = random();
        for (std::size_t k = 0; k < 8; ++k) {
            id[i + k] = static_cast<std::uint8_t>(bits >> (56 - 8 * k));
        }
    }
    if (std::all_of(id.begin(), id.end(), [](std::uint8_t byte) { return byte == 0; })) id[0] = 1;
}

std::uint64_t random_part(const TraceId& id) {
    std::uint64_t bits = 0;
    for (const std::uint8_t byte : std::span(id).last(kRandomBits / 8)) bits = bits << 8 | byte;
    return bits;
}

bool is_chosen(const TraceId& id, double ratio) {
    const auto threshold = static_cast<std::uint64_t>(std::ldexp(1 - ratio, kRandomBits));
    return ratio > 0 && random_part(id) >= threshold;
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
    fill(request.trace, random_);
    if (!request.stalled && !record.slow && !has_failed(record) &&
        !is_chosen(request.trace, ratio_)) {
        return {};
    }
    fill(request.server_span, random_);
    fill(request.client_span, random_);
    return request;
}

}  // namespace observability::otlp
