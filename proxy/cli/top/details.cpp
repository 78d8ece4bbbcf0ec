#include "cli/top/details.hpp"

#include <algorithm>
#include <utility>

#include "cli/incidents/reading.hpp"
#include "cli/status/words.hpp"
#include "cli/top/table.hpp"

namespace cli::top {
namespace {

using app::Paint;
using incidents::list_at;
using incidents::number_at;
using incidents::text_at;

constexpr std::size_t kLabelColumns = 10;
constexpr std::size_t kWideColumns = 120;
/// Fewer rows are needed for lists.
constexpr std::size_t kRoomyRows = 22;
/// Longer bars would say nothing more.
constexpr std::size_t kMaxBars = 100;

/// Builds the lines of a pane, or of a column of it.
class Pane {
  public:
    Pane(std::size_t columns, const Letters& letters) : columns_(columns), letters_(letters) {}

    /// Adds a label and a text in at most `lines` lines.
    void add(const char* label, const std::string& text, std::size_t lines = 1,
             Paint paint = Paint::kPlain) {
        if (text.empty()) return;
        const std::size_t room = columns_ - std::min(columns_, kLabelColumns);
        const char* shown = label;
        for (const std::string& part : letters_.wrapped(text, room, lines)) {
            lines_.push_back(labelled(std::exchange(shown, "")).add(part, paint));
        }
    }
    void add_summary(const std::string& text, Paint paint) {
        for (const std::string& part : letters_.wrapped(text, columns_, 3)) {
            lines_.emplace_back(letters_, part, paint);
        }
    }
    /// Adds the latest value of a figure, its bars, and its largest value.
    void add_trail(const char* label, const Trail& trail,
                   std::string (*text)(std::optional<double>), double least) {
        constexpr std::size_t kValueColumns = 8;
        constexpr std::size_t kLeastBars = 8;
        constexpr std::string_view kWindow = "  5 min, max ";
        const std::size_t taken = kLabelColumns + 2 * kValueColumns + kWindow.size();
        if (columns_ < taken + kLeastBars) return add(label, text(trail.latest()));
        const std::size_t room = std::min(columns_ - taken, kMaxBars);
        lines_.push_back(
            labelled(label)
                .add(letters_.left(text(trail.latest()), kValueColumns))
                .add(bars(trail.columns(room), least), Paint::kCyan)
                .add(kWindow, Paint::kDim)
                .add(letters_.left(text(trail.largest()), kValueColumns), Paint::kDim));
    }

    Line labelled(const char* label) const {
        return {letters_, letters_.left(label, kLabelColumns), Paint::kDim};
    }
    Lines lines() && { return std::move(lines_); }

  private:
    std::size_t columns_;
    Letters letters_;
    Lines lines_;
};

std::string time_text(std::optional<double> seconds) {
    return incidents::human_seconds(seconds);
}

std::string head_text(const Json& status) {
    const std::string method = text_at(status, "/active/head/method");
    if (method.empty()) return {};
    std::string text = method + " for " + duration_at(status, "/active/head/age_seconds");
    if (number_at(status, "/active/head/quiet_seconds").value_or(0) >= 2) {
        text += ", no sign of work for " + duration_at(status, "/active/head/quiet_seconds");
    }
    return text;
}

/// Returns "gopls is deadlocked, 12.0 s ago".
std::string incident_text(const Json& status) {
    const std::string sentence = text_at(status, "/last_incident/sentence");
    if (sentence.empty()) return {};
    return duration_at(status, "/last_incident/age_seconds") + " ago" +
           (text_at(status, "/last_incident/open") == "true" ? ", not over: " : ": ") + sentence;
}

std::string faults_text(const Json& status) {
    std::string text = counts_of_faults(status);
    if (text_at(status, "/circuit_open") == "true") text += ", the budget is used up";
    if (text_at(status, "/mode") != "act") text += ", mode " + text_at(status, "/mode");
    return text;
}

void add_facts(Pane& pane, const Row& row, bool roomy) {
    const Json& status = row.status;
    const Paint paint = paint_of(row);
    pane.add_summary(row.problem.empty() ? text_at(status, "/summary") : row.problem, paint);
    if (!row.problem.empty() && !status.is_null()) {
        pane.add_summary("Its last answer:", Paint::kDim);
    }
    pane.add("gopls", server_line(status, "active"));
    pane.add("works on", head_text(status));
    pane.add("standby", server_line(status, "standby"), 1, Paint::kCyan);
    pane.add("requests", requests_line(status));
    pane.add("faults", faults_text(status));
    pane.add("incident", incident_text(status), 2);
    constexpr double kLeastSeconds = 0.05;
    constexpr double kLeastBytes = 64e6;
    pane.add_trail("p99", row.p99, time_text, kLeastSeconds);
    pane.add_trail("CPU", row.cpu, cpu_text, 1);
    if (roomy) pane.add_trail("memory", row.memory, memory_text, kLeastBytes);
}

/// Makes a list fit into `rows`: its last line says how many are missing.
Lines shortened_to(Lines lines, std::size_t rows, const Letters& letters) {
    if (lines.size() <= rows) return lines;
    if (rows == 0) return {};
    const std::size_t missing = lines.size() - rows + 1;
    lines.erase(lines.end() - static_cast<std::ptrdiff_t>(missing), lines.end());
    lines.emplace_back(letters, "  " + std::to_string(missing) + " more", Paint::kDim);
    return lines;
}

Lines processes_of(const Row& row, std::size_t columns, const Letters& letters) {
    Lines lines;
    if (row.figures.processes.empty()) return lines;
    Line heading(
        letters,
        letters.right("PID", 8) + letters.right("MEM", 9) + letters.right("CPU", 6) + "  PROCESS",
        Paint::kStrong);
    lines.push_back(heading.fit(columns));
    for (const Process& process : row.figures.processes) {
        Line line(letters, letters.right(std::to_string(process.pid), 8), Paint::kDim);
        line.add(letters.right(memory_text(process.memory_bytes), 9));
        line.add(letters.right(cpu_text(process.cpu), 6),
                 process.cpu.value_or(0) >= 0.9 ? Paint::kYellow : Paint::kPlain);
        line.add("  ").add(process.branch, Paint::kDim);
        if (process.state == "T" || process.state == "t") line.add("stopped ", Paint::kBad);
        line.add(process.command);
        lines.push_back(line.fit(columns));
    }
    return lines;
}

Lines waiting_of(const Row& row, std::size_t columns, const Letters& letters) {
    Lines lines;
    const Json& waiting = list_at(row.status, "/waiting");
    if (waiting.empty()) return lines;
    Line heading(
        letters,
        letters.right("ID", 8) + letters.right("WAITS", 9) + letters.right("GEN", 6) + "  REQUEST",
        Paint::kStrong);
    lines.push_back(heading.fit(columns));
    for (const Json& request : waiting) {
        const std::string generation = text_at(request, "/generation");
        Line line(letters, letters.right(text_at(request, "/id"), 8), Paint::kDim);
        const bool slow = number_at(request, "/waited_seconds").value_or(0) >= 1;
        line.add(letters.right(duration_at(request, "/waited_seconds"), 9),
                 slow ? Paint::kYellow : Paint::kPlain);
        // 0: the proxy holds it until a gopls can have it.
        line.add(letters.right(generation == "0" ? "–" : generation, 6));
        line.add("  ").add(text_at(request, "/method"));
        lines.push_back(line.fit(columns));
    }
    return lines;
}

Lines methods_of(const Row& row, std::size_t columns, const Letters& letters) {
    Lines lines;
    const Json& methods = list_at(row.status, "/methods");
    if (methods.empty()) return lines;
    Line heading(letters,
                 letters.right("COUNT", 8) + letters.right("P50", 9) + letters.right("P99", 9) +
                     letters.right("MAX", 9) + letters.right("SLOW", 6) + "  METHOD",
                 Paint::kStrong);
    lines.push_back(heading.fit(columns));
    for (const Json& method : methods) {
        Line line(letters, letters.right(count_at(method, "/count"), 8));
        for (const char* time : {"/p50_seconds", "/p99_seconds", "/max_seconds"}) {
            line.add(letters.right(duration_at(method, time), 9));
        }
        line.add(letters.right(count_at(method, "/slow"), 6));
        line.add("  ").add(text_at(method, "/method"));
        lines.push_back(line.fit(columns));
    }
    return lines;
}

/// Puts two lists under each other, with a blank line between them if there is room. Each gets what
/// the other leaves, at least half.
Lines stacked(Lines upper, Lines lower, std::size_t rows, const Letters& letters) {
    const bool gap = !upper.empty() && !lower.empty() && upper.size() + lower.size() < rows;
    std::size_t above = std::min(upper.size(), rows);
    std::size_t below = std::min(lower.size(), rows);
    if (above + below > rows) {
        above = std::min(above, std::max(rows / 2, rows - below));
        below = rows - above;
    }
    Lines lines = shortened_to(std::move(upper), above, letters);
    if (gap) lines.emplace_back(letters);
    for (Line& line : shortened_to(std::move(lower), below, letters)) lines.push_back(line);
    return lines;
}

Lines side_by_side(Lines left, const Lines& right, std::size_t left_columns, std::size_t columns,
                   const Letters& letters) {
    left.resize(std::max(left.size(), right.size()), Line(letters));
    for (std::size_t i = 0; i < left.size(); ++i) {
        left[i].fit(left_columns);
        if (i < right.size()) left[i].add("  ").add(right[i]);
        left[i].fit(columns);
    }
    return left;
}

}  // namespace

Lines details_of(const Row& row, Size size, const Letters& letters) {
    const bool wide = size.columns >= kWideColumns;
    const std::size_t left = wide ? size.columns / 2 - 2 : size.columns;
    Pane pane(left, letters);
    add_facts(pane, row, wide || size.rows >= kRoomyRows);
    Lines lines = std::move(pane).lines();
    if (lines.size() > size.rows) lines.resize(size.rows, Line(letters));
    const std::size_t rest = size.rows - lines.size();
    Lines lists;
    if (wide) {
        lists = processes_of(row, left, letters);
        lists = shortened_to(std::move(lists), rest - std::min<std::size_t>(rest, 1), letters);
    } else {
        // Requests that wait say more than processes, and there are few rows.
        lists = stacked(waiting_of(row, left, letters), processes_of(row, left, letters), rest,
                        letters);
    }
    if (wide && !lists.empty()) lines.emplace_back(letters);
    for (const Line& line : lists) lines.push_back(line);
    if (wide) {
        const std::size_t right = size.columns - left - 2;
        return side_by_side(std::move(lines),
                            stacked(waiting_of(row, right, letters),
                                    methods_of(row, right, letters), size.rows, letters),
                            left, size.columns, letters);
    }
    for (Line& line : lines) line.fit(size.columns);
    return lines;
}

}  // namespace cli::top
