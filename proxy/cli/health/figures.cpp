#include "cli/health/figures.hpp"

#include <algorithm>
#include <numeric>

namespace cli::health {
namespace {

constexpr std::size_t kPercentile = 95;

}  // namespace

Times times_of(const std::vector<Request>& requests) {
    Times times;
    std::vector<Duration> took;
    for (const Request& request : requests) {
        took.push_back(request.took);
        ++times.count;
        times.answered += request.fate == Request::Fate::kAnswered ? 1 : 0;
        times.failed += request.fate == Request::Fate::kFailed ? 1 : 0;
        times.unanswered += request.fate == Request::Fate::kUnanswered ? 1 : 0;
    }
    if (took.empty()) return times;
    std::sort(took.begin(), took.end());
    const auto sum = std::accumulate(took.begin(), took.end(), Duration(0));
    times.mean = sum / static_cast<Duration::rep>(took.size());
    const std::size_t rank = (took.size() * kPercentile + 99) / 100;
    times.p95 = took[rank - 1];
    times.max = took.back();
    return times;
}

Figures figures_of(const Results& results) {
    Figures figures;
    figures.load = results.load;
    std::map<std::string, std::vector<Request>, std::less<>> by_kind;
    std::vector<Request> judged;
    std::vector<Request> warm_up;
    for (const Request& request : results.requests) {
        (request.is_judged() ? judged : warm_up).push_back(request);
        if (request.is_judged()) by_kind[std::string(name_of(request.kind))].push_back(request);
    }
    for (const auto& [kind, requests] : by_kind) figures.by_kind[kind] = times_of(requests);
    figures.all = times_of(judged);
    figures.warm_up = times_of(warm_up);
    if (!results.memory.empty()) figures.heap_bytes = results.memory.back().heap_bytes;
    figures.peak_resident_bytes = results.peak_resident_bytes;
    return figures;
}

SlowRow longest_slow_row(const std::vector<Request>& requests, Duration limit) {
    SlowRow longest;
    SlowRow current;
    for (const Request& request : requests) {
        if (!request.is_judged()) continue;
        if (request.took <= limit) {
            current = {};
            continue;
        }
        current.least = current.length == 0 ? request.took : std::min(current.least, request.took);
        ++current.length;
        if (current.length > longest.length) longest = current;
    }
    return longest;
}

std::optional<MemoryChange> memory_change(const std::vector<Memory>& memory) {
    if (memory.size() < 2) return {};
    const Memory& first = memory.front();
    const Memory& last = memory.back();
    if (first.heap_bytes && last.heap_bytes) {
        return MemoryChange{true, *first.heap_bytes, *last.heap_bytes};
    }
    if (first.resident_bytes && last.resident_bytes) {
        return MemoryChange{false, *first.resident_bytes, *last.resident_bytes};
    }
    return {};
}

}  // namespace cli::health
