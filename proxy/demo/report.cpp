#include "demo/report.hpp"

#include <algorithm>

#include "core/detect/verdict.hpp"
#include "demo/timeline.hpp"

namespace demo {
namespace {

constexpr std::size_t kNameColumns = 17;
constexpr std::size_t kValueColumns = 34;

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "none" : text;
}

Row duration_row(std::string name, std::optional<Seconds> value) {
    const std::string text =
        value ? core::human(std::chrono::duration_cast<core::Duration>(*value)) : "no end";
    return {std::move(name), text, value.has_value(), "an end"};
}

bool as_promised(const std::vector<std::string>& seen, const std::vector<std::string>& promised) {
    return std::equal(seen.begin(), seen.end(), promised.begin(), promised.end(),
                      [](const std::string& is, const std::string& wanted) {
                          return wanted.ends_with('_') ? is.starts_with(wanted) : is == wanted;
                      });
}

}  // namespace

std::vector<Row> rows_of(const HangReport& report, const Expectation& expectation) {
    const bool all_asked = report.requests > 0 && report.requests_lost == 0;
    const bool none_left = report.processes_left == 0;
    return {
        duration_row("time stalled", report.stalled),
        {"verdict", joined(report.verdicts), as_promised(report.verdicts, {expectation.verdict}),
         expectation.verdict},
        {"remedy", joined(report.remedies), as_promised(report.remedies, expectation.remedies),
         joined(expectation.remedies)},
        duration_row("time to answer", report.to_answer),
        {"text preserved", report.text_preserved ? "yes" : "no", report.text_preserved, "yes"},
        {"requests lost",
         std::to_string(report.requests_lost) + " of " + std::to_string(report.requests), all_asked,
         "0"},
        {"processes left",
         report.processes_left ? std::to_string(*report.processes_left) : "not known", none_left,
         "0"},
    };
}

bool holds(const HangReport& report, const std::vector<Row>& rows) {
    return report.problem.empty() &&
           std::all_of(rows.begin(), rows.end(), [](const Row& row) { return row.holds; });
}

std::string table_text(const HangReport& report, const std::vector<Row>& rows, bool colours) {
    std::string text = "  " + app::painted(report.scenario, app::Paint::kStrong, colours) + "\n";
    for (const Row& row : rows) {
        text +=
            "    " + app::padded(row.name, kNameColumns) + app::padded(row.value, kValueColumns) +
            (row.holds ? app::painted("✓", app::Paint::kGood, colours)
                       : app::painted("✗ expected: " + row.promised, app::Paint::kBad, colours)) +
            "\n";
    }
    if (!report.problem.empty()) {
        text += "    " + app::painted("✗ " + report.problem, app::Paint::kBad, colours) + "\n";
    }
    return text;
}

Json table_json(const HangReport& report, const std::vector<Row>& rows) {
    Json lines = Json::array();
    for (const Row& row : rows) {
        Json line{{"name", row.name}, {"value", row.value}, {"holds", row.holds}};
        if (!row.holds) line["promised"] = row.promised;
        lines.push_back(std::move(line));
    }
    const auto number = [](std::optional<Seconds> value) {
        return value ? Json(value->count()) : Json();
    };
    Json table{{"lines", std::move(lines)},
               {"stalled_seconds", number(report.stalled)},
               {"answer_seconds", number(report.to_answer)}};
    if (!report.problem.empty()) table["problem"] = report.problem;
    return table;
}

}  // namespace demo
