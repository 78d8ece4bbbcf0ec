#include "cli/top/layout.hpp"

#include <algorithm>
#include <utility>

#include "cli/status/words.hpp"
#include "cli/top/details.hpp"
#include "cli/top/table.hpp"

namespace cli::top {
namespace {

using app::Paint;

/// Title, heading of the table, rule, and keys.
constexpr std::size_t kFixedRows = 4;
/// Rows that the details should have before the table gets more than one.
constexpr std::size_t kLeastDetails = 13;
constexpr std::size_t kNoticeRows = 3;

/// Returns "3 sessions: 1 stuck, 2 healthy".
std::string totals_of(const std::vector<const Row*>& rows) {
    std::string text = counted(static_cast<long long>(rows.size()), "session", "sessions");
    std::vector<std::pair<std::string, int>> states;
    for (const Row* row : rows) {
        const auto found = std::find_if(states.begin(), states.end(), [&](const auto& state) {
            return state.first == row->figures.state;
        });
        if (found == states.end()) {
            states.emplace_back(row->figures.state, 1);
        } else {
            ++found->second;
        }
    }
    for (std::size_t i = 0; i < states.size(); ++i) {
        text += (i == 0 ? ": " : ", ") + std::to_string(states[i].second) + " " + states[i].first;
    }
    return text;
}

Line title_of(const View& view, std::size_t columns, const Letters& letters) {
    Line line(letters, "gopls-proxy top", Paint::kStrong);
    if (!view.rows.empty()) line.add("  " + totals_of(view.rows));
    const std::string sorted =
        "by " + std::string(name(view.order.column)) + (view.order.reversed ? " reversed" : "");
    const std::size_t taken = line.columns() + sorted.size();
    if (!view.rows.empty() && taken + 2 <= columns) {
        line.add(std::string(columns - taken, ' ')).add(sorted, Paint::kDim);
    }
    return line.fit(columns);
}

Line rule_of(const std::string& text, std::size_t columns, const Letters& letters) {
    Line line(letters, "── ", Paint::kDim);
    line.add(text, Paint::kStrong).add(" ");
    const std::size_t used = std::min(line.columns(), columns);
    std::string rest;
    for (std::size_t i = used; i < columns; ++i) rest += "─";
    return line.add(rest, Paint::kDim).fit(columns);
}

Line keys_line(std::size_t columns, const Letters& letters) {
    constexpr std::pair<const char*, const char*> kKeys[] = {
        {"q", "quit"},          {"?", "help"},     {"l", "reload"},   {"r", "restart"},
        {"R", "restart clean"}, {"i", "incident"}, {"smcwpd", "sort"}};
    Line line(letters);
    for (const auto& [key, meaning] : kKeys) {
        line.add(key, Paint::kCyan).add(std::string(" ") + meaning + "  ", Paint::kDim);
    }
    return line.fit(columns);
}

/// Returns the line of the keys, the question instead of it, or the notice above it.
Lines footer_of(const View& view, Size size, const Letters& letters) {
    Lines lines;
    if (view.question) {
        return {Line(letters, letters.cut(*view.question, size.columns), Paint::kYellow)
                    .fit(size.columns)};
    }
    const Paint paint = view.notice.bad ? Paint::kBad : Paint::kGood;
    for (const auto& part : letters.wrapped(view.notice.text, size.columns, kNoticeRows)) {
        lines.push_back(Line(letters, part, paint).fit(size.columns));
    }
    lines.push_back(keys_line(size.columns, letters));
    return lines;
}

void add_text(Lines& lines, const std::string& text, Size size, const Letters& letters,
              Paint paint = Paint::kPlain) {
    for (const auto& part : letters.wrapped(text, size.columns, 4)) {
        lines.emplace_back(letters, part, paint);
    }
}

Lines empty_screen(const View& view, Size size, const Letters& letters) {
    Lines lines{Line(letters)};
    if (!view.listed) return lines;
    add_text(lines, "No gopls-proxy is running.", size, letters, Paint::kStrong);
    lines.emplace_back(letters);
    add_text(lines,
             "An editor starts one with the first Go file, and it appears here within a moment.",
             size, letters);
    add_text(lines,
             "If an editor runs already: does it start gopls-proxy instead of gopls? Its log of "
             "the server says so, and `gopls-proxy --help` how to set it up.",
             size, letters);
    lines.emplace_back(letters);
    add_text(lines, "Sessions are searched for in:", size, letters, Paint::kDim);
    for (const std::string& folder : view.folders) {
        lines.push_back(Line(letters, "  ")
                            .add(letters.cut_front(
                                     folder, size.columns - std::min<std::size_t>(size.columns, 2)),
                                 Paint::kDim));
    }
    return lines;
}

Lines help_screen(Size size, const Letters& letters) {
    Lines lines{Line(letters)};
    for (const auto& [key, meaning] : keys_of_help()) {
        lines.push_back(Line(letters, "  ")
                            .add(letters.left(key, 18), Paint::kCyan)
                            .add(letters.cut(meaning, size.columns)));
    }
    lines.emplace_back(letters);
    add_text(lines,
             "MEM and CPU are those of gopls, the processes below it, and the standby. P99 covers "
             "the requests of about the last five minutes. HEAD is the time that gopls has worked "
             "on its request.",
             size, letters);
    lines.emplace_back(letters);
    add_text(lines, "Any key returns.", size, letters, Paint::kDim);
    return lines;
}

std::string title_of_details(const Row& row) {
    std::string text = row.editor.empty() ? "" : row.editor + " · ";
    text += row.workspace.empty() ? "" : row.workspace + " · ";
    return text + "gopls-proxy " + std::to_string(row.pid);
}

Lines sessions_screen(const View& view, Size size, std::size_t rows, const Letters& letters) {
    const std::size_t shown = std::min(sessions_shown(view.rows.size(), size), rows);
    // The selected row stays in the middle, so that its neighbours can be seen.
    const std::size_t first =
        std::min(view.selected - std::min(view.selected, shown / 2), view.rows.size() - shown);
    const std::vector<const Row*> part(
        view.rows.begin() + static_cast<std::ptrdiff_t>(first),
        view.rows.begin() + static_cast<std::ptrdiff_t>(first + shown));
    Lines lines = table_of(part, view.selected - first, view.order, size.columns, letters);
    const Row& row = *view.rows[view.selected];
    std::string title = title_of_details(row);
    if (shown < view.rows.size()) {
        title = std::to_string(view.selected + 1) + "/" + std::to_string(view.rows.size()) + " · " +
                title;
    }
    lines.push_back(rule_of(title, size.columns, letters));
    if (lines.size() >= rows) return lines;
    for (const Line& line : details_of(row, {size.columns, rows - lines.size()}, letters)) {
        lines.push_back(line);
    }
    return lines;
}

}  // namespace

const std::vector<std::pair<const char*, const char*>>& keys_of_help() {
    static const std::vector<std::pair<const char*, const char*>> kKeys{
        {"j k, arrows", "select a session (also PgUp, PgDn, g, G)"},
        {"l", "reload the workspace folders"},
        {"r", "restart gopls; asks first"},
        {"R", "restart gopls with a clean cache; asks first"},
        {"i", "save the present state as an incident"},
        {"s m c w p d", "sort by state, memory, CPU, waiting, p99, folder; again: reverse"},
        {"Ctrl-L", "draw the screen again"},
        {"?", "show this help"},
        {"q, Ctrl-C", "quit"},
    };
    return kKeys;
}

std::size_t sessions_shown(std::size_t sessions, Size size) {
    const std::size_t room = size.rows - std::min(size.rows, kFixedRows);
    // A third of the screen, or all that the details do not need.
    const std::size_t spare = room - std::min(room, kLeastDetails);
    return std::clamp<std::size_t>(std::max(room / 3, spare), 1,
                                   std::max<std::size_t>(sessions, 1));
}

Frame layout(const View& view, Size size, const Letters& letters) {
    Lines lines{title_of(view, size.columns, letters)};
    Lines footer = footer_of(view, size, letters);
    const std::size_t fixed = 1 + footer.size();
    const std::size_t room = size.rows - std::min(size.rows, fixed);
    Lines body;
    if (view.help) {
        body = help_screen(size, letters);
    } else if (view.rows.empty()) {
        body = empty_screen(view, size, letters);
    } else {
        body = sessions_screen(view, size, std::max<std::size_t>(room, 1), letters);
    }
    body.resize(room, Line(letters));
    for (Line& line : body) lines.push_back(line.fit(size.columns));
    for (Line& line : footer) lines.push_back(line);
    lines.resize(size.rows, Line(letters));
    return {lines};
}

}  // namespace cli::top
