#include "observability/gopls_spans/store.hpp"

#include <algorithm>
#include <utility>

namespace observability::gopls_spans {

void Store::add(std::vector<Span> spans) {
    const std::lock_guard lock(mutex_);
    for (Span& span : spans) spans_.push_back(std::move(span));
    end_ += spans.size();
    while (spans_.size() > kSpans) spans_.pop_front();
}

Store::Part Store::read(std::uint64_t from, std::size_t most) const {
    const std::lock_guard lock(mutex_);
    const std::uint64_t oldest = end_ - spans_.size();
    const std::uint64_t first = std::clamp(from, oldest, end_);
    Part part;
    part.lost = first - std::min(from, first);
    part.end = end_;
    part.next = std::min<std::uint64_t>(end_, first + most);
    const auto begin = spans_.begin() + static_cast<std::ptrdiff_t>(first - oldest);
    part.spans.assign(begin, begin + static_cast<std::ptrdiff_t>(part.next - first));
    return part;
}

std::uint64_t Store::oldest() const {
    const std::lock_guard lock(mutex_);
    return end_ - spans_.size();
}

std::uint64_t Store::end() const {
    const std::lock_guard lock(mutex_);
    return end_;
}

}  // namespace observability::gopls_spans
