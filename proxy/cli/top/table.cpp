#include "cli/top/table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>

#include "cli/incidents/reading.hpp"
#include "cli/status/words.hpp"

namespace cli::top {
namespace {

using app::Paint;

constexpr const char* kNone = "–";
constexpr std::size_t kMarkColumns = 2;

struct Cell {
    std::string text;
    Paint paint = Paint::kPlain;
};

struct ColumnOfTable {
    const char* heading;
    std::size_t width;  ///< without the blank before it; 0: what the others leave
    bool right;
    std::optional<Column> sorts;
    std::size_t from;  ///< the screen's columns from which on it is shown
    std::function<Cell(const Row&)> cell;
};

std::string seconds_text(std::optional<double> seconds) {
    return incidents::human_seconds(seconds);
}

/// Returns the columns that a screen of this width has room for.
std::vector<ColumnOfTable> columns_for(std::size_t columns) {
    const bool wide = columns >= 100;
    std::vector<ColumnOfTable> all{
        {"STATE", 10, false, Column::kState, 0,
         [](const Row& r) -> Cell {
             return {r.figures.state, paint_of(r)};
         }},
        {"EDITOR",
         wide ? 18U : 12U,
         false,
         {},
         60,
         [](const Row& r) -> Cell { return {r.editor}; }},
        {"WORKSPACE", 0, false, Column::kWorkspace, 0,
         [](const Row& r) -> Cell {
             if (r.workspace.empty()) return {"gopls-proxy " + std::to_string(r.pid), Paint::kDim};
             return {r.workspace};
         }},
        {"PID",
         7,
         true,
         {},
         100,
         [](const Row& r) -> Cell {
             return {std::to_string(r.pid), Paint::kDim};
         }},
        {"GEN",
         4,
         true,
         {},
         120,
         [](const Row& r) -> Cell {
             return {incidents::text_at(r.status, "/active/generation"), Paint::kDim};
         }},
        {"UP",
         8,
         true,
         {},
         120,
         [](const Row& r) -> Cell {
             return {seconds_text(incidents::number_at(r.status, "/active/age_seconds")),
                     Paint::kDim};
         }},
        {"STALLS",
         6,
         true,
         {},
         140,
         [](const Row& r) -> Cell { return {count_at(r.status, "/stalls_detected")}; }},
        {"MEM", 7, true, Column::kMemory, 44,
         [](const Row& r) -> Cell { return {memory_text(r.figures.memory_bytes)}; }},
        {"CPU", 5, true, Column::kCpu, 36,
         [](const Row& r) -> Cell {
             return {cpu_text(r.figures.cpu),
                     r.figures.cpu.value_or(0) >= 0.9 ? Paint::kYellow : Paint::kPlain};
         }},
        {"WAIT", 5, true, Column::kWaiting, 28,
         [](const Row& r) -> Cell {
             return {r.status.is_null() ? kNone : std::to_string(r.figures.waiting)};
         }},
        {"P99", 7, true, Column::kP99, 52,
         [](const Row& r) -> Cell { return {seconds_text(r.figures.p99_seconds)}; }},
        {"HEAD",
         7,
         true,
         {},
         68,
         [](const Row& r) -> Cell {
             return {seconds_text(r.figures.head_seconds),
                     r.figures.head_seconds.value_or(0) >= 1 ? Paint::kYellow : Paint::kPlain};
         }},
    };
    std::erase_if(all, [&](const ColumnOfTable& column) { return columns < column.from; });
    std::size_t used = kMarkColumns;
    for (const ColumnOfTable& column : all) used += column.width + 1;
    for (ColumnOfTable& column : all) {
        if (column.width == 0) column.width = columns > used ? columns - used : 1;
    }
    return all;
}

std::string fitted(const ColumnOfTable& column, const std::string& text, const Letters& letters) {
    if (column.right) return letters.right(text, column.width);
    // The end of a path says more than its beginning.
    if (column.sorts == Column::kWorkspace) {
        return letters.left(letters.cut_front(text, column.width), column.width);
    }
    return letters.left(text, column.width);
}

Line heading_of(const std::vector<ColumnOfTable>& columns, Order order, const Letters& letters) {
    Line line(letters, std::string(kMarkColumns, ' '));
    for (const ColumnOfTable& column : columns) {
        const bool sorted = column.sorts == order.column;
        std::string text = column.heading;
        if (sorted) text += order.reversed ? "▲" : "▼";
        line.add(fitted(column, text, letters) + " ", sorted ? Paint::kCyan : Paint::kStrong);
    }
    return line;
}

}  // namespace

Paint paint_of(const Row& row) {
    return row.figures.state == kNoAnswer ? Paint::kBad : cli::paint_of(row.figures.state);
}

std::string memory_text(std::optional<double> bytes) {
    if (!bytes) return kNone;
    if (*bytes < 1e9) return megabytes(*bytes);
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GB", *bytes / (1 << 30));
    return text;
}

std::string cpu_text(std::optional<double> cores) {
    if (!cores) return kNone;
    return std::to_string(std::lround(std::clamp(*cores, 0.0, 1e4) * 100)) + "%";
}

Lines table_of(const std::vector<const Row*>& rows, std::size_t selected, Order order,
               std::size_t columns, const Letters& letters) {
    const std::vector<ColumnOfTable> shown = columns_for(columns);
    Lines lines{heading_of(shown, order, letters).fit(columns)};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool here = i == selected;
        Line line(letters, letters.left(here ? "▶" : " ", kMarkColumns));
        for (const ColumnOfTable& column : shown) {
            const Cell cell = column.cell(*rows[i]);
            line.add(fitted(column, cell.text, letters), cell.paint).add(" ");
        }
        line.fit(columns);
        if (here) line.select();
        lines.push_back(line);
    }
    return lines;
}

}  // namespace cli::top
