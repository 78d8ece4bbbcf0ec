#include "doctor/repro/reduce.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace doctor {
namespace {

Pieces without(const Pieces& pieces, std::size_t at, std::size_t count) {
    Pieces left(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(at));
    const std::size_t after = std::min(at + count, pieces.size());
    left.insert(left.end(), pieces.begin() + static_cast<std::ptrdiff_t>(after), pieces.end());
    return left;
}

}  // namespace

Pieces reduce(std::size_t count, const std::function<bool(const Pieces&)>& shows,
              const std::function<bool()>& may_try) {
    Pieces kept(count);
    std::iota(kept.begin(), kept.end(), std::size_t{0});
    for (std::size_t run = count; run > 0 && !kept.empty();) {
        bool removed = false;
        for (std::size_t at = 0; at < kept.size();) {
            if (!may_try()) return kept;
            Pieces fewer = without(kept, at, run);
            if (shows(fewer)) {
                kept = std::move(fewer);
                removed = true;
            } else {
                at += run;
            }
        }
        // A piece may be needed only by one that is gone by now.
        if (run > 1 || !removed) run /= 2;
    }
    return kept;
}

}  // namespace doctor
