#include "app/incidents/line_diff.hpp"

#include <algorithm>
#include <vector>

namespace app::incidents {
namespace {

using Lines = std::vector<std::string_view>;

/// The limit of differences to search for, because time and memory grow with their square.
constexpr int kMaxDifferences = 500;
constexpr std::size_t kContext = 3;

struct Edit {
    char kind;  ///< ' ', '-' or '+'
    std::string_view line;
};

std::size_t index(int number) {
    return static_cast<std::size_t>(number);
}

/// Splits into lines with their line ends, because a missing one at the end is a difference too.
Lines split(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
        lines.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

/// The furthest line of `a` reached on each diagonal, one row for each number of differences.
using Trace = std::vector<std::vector<int>>;

/// Returns whether the path with `d` differences came down to diagonal `k`.
bool came_down(const std::vector<int>& row, int d, int k) {
    const auto at = [&](int diagonal) { return row[index(diagonal + d)]; };
    return k == -d || (k != d && at(k - 1) < at(k + 1));
}

/// Returns an empty trace if there are too many differences. Row d holds the state before step d,
/// diagonals -d to d.
Trace search(const Lines& a, const Lines& b) {
    const int n = static_cast<int>(a.size());
    const int m = static_cast<int>(b.size());
    const int most = std::min(n + m, kMaxDifferences);
    std::vector<int> reached(index(2 * most + 3), 0);
    const auto at = [&](int k) -> int& { return reached[index(k + most + 1)]; };
    Trace trace;
    for (int d = 0; d <= most; ++d) {
        trace.emplace_back(reached.begin() + (most + 1 - d), reached.begin() + (most + 2 + d));
        for (int k = -d; k <= d; k += 2) {
            int x = came_down(trace.back(), d, k) ? at(k + 1) : at(k - 1) + 1;
            while (x < n && x - k < m && a[index(x)] == b[index(x - k)]) ++x;
            at(k) = x;
            if (x >= n && x - k >= m) return trace;
        }
    }
    return {};
}

std::vector<Edit> compare(const Lines& a, const Lines& b) {
    std::vector<Edit> edits;
    const Trace trace = search(a, b);
    if (trace.empty()) {
        for (const auto line : a) edits.push_back({'-', line});
        for (const auto line : b) edits.push_back({'+', line});
        return edits;
    }
    std::size_t x = a.size();
    std::size_t y = b.size();
    for (int d = static_cast<int>(trace.size()) - 1; d > 0; --d) {
        const std::vector<int>& row = trace[index(d)];
        const int k = static_cast<int>(x) - static_cast<int>(y);
        const bool down = came_down(row, d, k);
        const int from = down ? k + 1 : k - 1;
        const auto from_x = index(row[index(from + d)]);
        const auto from_y = index(static_cast<int>(from_x) - from);
        while (x > from_x + (down ? 0 : 1) && y > from_y + (down ? 1 : 0)) {
            edits.push_back({' ', a[--x]});
            --y;
        }
        edits.push_back(down ? Edit{'+', b[--y]} : Edit{'-', a[--x]});
    }
    while (x > 0) edits.push_back({' ', a[--x]});
    std::reverse(edits.begin(), edits.end());
    return edits;
}

/// Common lines at the beginning and the end are not compared at all.
std::vector<Edit> edits_between(Lines a, Lines b) {
    const auto begin = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const Lines head(a.begin(), begin.first);
    a.erase(a.begin(), begin.first);
    b.erase(b.begin(), begin.second);
    const auto end = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
    const Lines tail(end.first.base(), a.end());
    a.erase(end.first.base(), a.end());
    b.erase(end.second.base(), b.end());

    std::vector<Edit> edits;
    for (const auto line : head) edits.push_back({' ', line});
    for (const Edit& edit : compare(a, b)) edits.push_back(edit);
    for (const auto line : tail) edits.push_back({' ', line});
    return edits;
}

/// Returns the "1,3" of "@@ -1,3 +1,4 @@". Lines count from 1, or from 0 where there are none.
std::string range(std::size_t first, std::size_t count) {
    return std::to_string(count == 0 ? first : first + 1) + "," + std::to_string(count);
}

std::string hunk(const std::vector<Edit>& edits, std::size_t begin, std::size_t end) {
    const auto count = [&](std::size_t from, std::size_t to, char without) {
        return static_cast<std::size_t>(
            std::count_if(edits.begin() + static_cast<std::ptrdiff_t>(from),
                          edits.begin() + static_cast<std::ptrdiff_t>(to),
                          [&](const Edit& edit) { return edit.kind != without; }));
    };
    std::string text = "@@ -" + range(count(0, begin, '+'), count(begin, end, '+')) + " +" +
                       range(count(0, begin, '-'), count(begin, end, '-')) + " @@\n";
    for (std::size_t i = begin; i < end; ++i) {
        text += edits[i].kind;
        text += edits[i].line;
        if (!edits[i].line.ends_with('\n')) text += "\n\\ No newline at end of file\n";
    }
    return text;
}

}  // namespace

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after) {
    if (before == after) return {};
    const std::vector<Edit> edits = edits_between(split(before), split(after));
    std::string text = "--- a/" + std::string(name) + "\n+++ b/" + std::string(name) + "\n";
    for (std::size_t i = 0; i < edits.size();) {
        if (edits[i].kind == ' ') {
            ++i;
            continue;
        }
        // Extend the hunk over all changes that follow closely.
        std::size_t end = i + 1;
        for (std::size_t j = end; j < edits.size() && j <= end + 2 * kContext; ++j) {
            if (edits[j].kind != ' ') end = j + 1;
        }
        const std::size_t begin = i - std::min(i, kContext);
        text += hunk(edits, begin, std::min(end + kContext, edits.size()));
        i = end;
    }
    return text;
}

}  // namespace app::incidents
