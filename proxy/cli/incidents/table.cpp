#include "cli/incidents/table.hpp"

#include <algorithm>
#include <array>

#include "app/incidents/document.hpp"
#include "app/incidents/id.hpp"
#include "app/paint.hpp"
#include "cli/incidents/reading.hpp"

namespace cli::incidents {
namespace {

constexpr std::size_t kColumns = 5;
constexpr std::size_t kOutcome = 3;
using Row = std::array<std::string, kColumns>;

Row row_of(const Entry& entry) {
    const std::string verdict = text_at(entry.document, "/verdict");
    const std::string outcome = text_at(entry.document, "/outcome");
    return {entry.id, app::incidents::when(entry.id), verdict.empty() ? "(unreadable)" : verdict,
            outcome.empty() ? "–" : outcome,
            human_seconds(number_at(entry.document, "/seconds_to_answer"))};
}

app::Paint paint_of(std::string_view outcome) {
    if (outcome == "replaced" || outcome == "recovered" || outcome == "averted") {
        return app::Paint::kGood;
    }
    return outcome == "gave_up" ? app::Paint::kBad : app::Paint::kPlain;
}

}  // namespace

std::string table_text(const std::vector<Entry>& entries, bool colours) {
    if (entries.empty()) {
        return "No incidents: the proxy has not had to act on gopls yet.\n";
    }
    const Row head = {"ID", "WHEN", "VERDICT", "OUTCOME", "WENT ON AFTER"};
    std::vector<Row> rows;
    for (const Entry& entry : entries) rows.push_back(row_of(entry));
    std::array<std::size_t, kColumns> widths{};
    for (std::size_t i = 0; i < kColumns; ++i) {
        widths[i] = head[i].size();
        for (const Row& row : rows) widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (std::size_t i = 0; i < kColumns; ++i) {
        const bool last = i + 1 == kColumns;
        text += app::painted(last ? head[i] : app::padded(head[i], widths[i] + 2),
                             app::Paint::kStrong, colours);
    }
    text += "\n";
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < kColumns; ++i) {
            const bool last = i + 1 == kColumns;
            text += app::painted(last ? row[i] : app::padded(row[i], widths[i] + 2),
                                 i == kOutcome ? paint_of(row[i]) : app::Paint::kPlain, colours);
        }
        text += "\n";
    }
    return text;
}

Json table_json(const std::vector<Entry>& entries) {
    Json list = Json::array();
    for (const Entry& entry : entries) {
        list.push_back(app::incidents::summary_of(entry.id, entry.folder, entry.document));
    }
    return list;
}

}  // namespace cli::incidents
