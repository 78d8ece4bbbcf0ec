#include "cli/top/order.hpp"

#include <algorithm>
#include <array>

namespace cli::top {
namespace {

/// Returns the place of a state: 0 is the worst.
std::size_t place_of(std::string_view state) {
    constexpr std::array<std::string_view, 10> kWorstFirst{
        "stuck", kNoAnswer, "replacing", "parked", "ended",
        "off",   "quiet",   "loading",   "new",    "healthy"};
    // States of a newer proxy.
    constexpr std::size_t kElse = 5;
    const auto* found = std::find(kWorstFirst.begin(), kWorstFirst.end(), state);
    return found == kWorstFirst.end() ? kElse
                                      : static_cast<std::size_t>(found - kWorstFirst.begin());
}

/// Returns the figure to sort by, the largest first.
double figure_of(const Row& row, Column column) {
    constexpr double kNone = -1;
    const Figures& f = row.figures;
    switch (column) {
        case Column::kMemory:
            return f.memory_bytes.value_or(kNone);
        case Column::kCpu:
            return f.cpu.value_or(kNone);
        case Column::kWaiting:
            return static_cast<double>(f.waiting);
        case Column::kP99:
            return f.p99_seconds.value_or(kNone);
        case Column::kState:
            return -static_cast<double>(place_of(f.state));
        case Column::kWorkspace:
            break;
    }
    return 0;
}

bool comes_before(const Row& a, const Row& b, Column column) {
    if (column == Column::kWorkspace) return a.workspace < b.workspace;
    return figure_of(a, column) > figure_of(b, column);
}

}  // namespace

std::string_view name(Column column) {
    switch (column) {
        case Column::kState:
            return "state";
        case Column::kMemory:
            return "memory";
        case Column::kCpu:
            return "CPU";
        case Column::kWaiting:
            return "waiting";
        case Column::kP99:
            return "p99";
        case Column::kWorkspace:
            return "workspace";
    }
    return "";
}

void sort(std::vector<const Row*>& rows, Order order) {
    std::stable_sort(rows.begin(), rows.end(), [&](const Row* a, const Row* b) {
        return order.reversed ? comes_before(*b, *a, order.column)
                              : comes_before(*a, *b, order.column);
    });
}

}  // namespace cli::top
