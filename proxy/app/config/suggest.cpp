#include "app/config/suggest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace app {

std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before(to.size() + 1);  // the row above
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::vector<std::size_t> next(to.size() + 1, i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t changed = row[j] + (from[i] == to[j] ? 0 : 1);
            next[j + 1] = std::min({changed, row[j + 1] + 1, next[j] + 1});
            const bool swapped = i > 0 && j > 0 && from[i] == to[j - 1] && from[i - 1] == to[j];
            if (swapped) next[j + 1] = std::min(next[j + 1], before[j - 1] + 1);
        }
        before = std::exchange(row, std::move(next));
    }
    return row.back();
}

namespace {

/// Returns how many letters at the front of `word` all of `known` share, such as "--proxy-".
std::size_t shared_front(std::string_view word, std::span<const std::string_view> known) {
    std::size_t shared = word.size();
    for (const std::string_view name : known) {
        const auto end = std::mismatch(word.begin(), word.end(), name.begin(), name.end()).first;
        shared = std::min(shared, static_cast<std::size_t>(end - word.begin()));
    }
    return shared;
}

/// Returns how many mistakes are too many in so many letters.
std::size_t too_many(std::size_t letters) {
    return letters < 2 ? 1 : std::clamp<std::size_t>(1 + letters / 3, 2, 4);
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
    constexpr std::size_t kLongestWord = 80;  // a longer word is not a typing error
    if (word.size() > kLongestWord) return {};
    std::string_view nearest;
    std::size_t least = too_many(word.size() - shared_front(word, known));
    for (const std::string_view candidate : known) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance >= least) continue;
        least = distance;
        nearest = candidate;
    }
    if (nearest.empty()) return {};
    return "; did you mean \"" + std::string(nearest) + "\"?";
}

}  // namespace app
