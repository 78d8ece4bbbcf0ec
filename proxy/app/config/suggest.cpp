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

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
    constexpr std::size_t kLongestWord = 80;  // a longer word is not a typing error
    if (word.size() > kLongestWord) return {};
    std::string_view nearest;
    std::size_t least = std::min<std::size_t>(4, 1 + word.size() / 3);
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
