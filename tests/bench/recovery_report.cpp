#include "bench/recovery_report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace bench {
namespace {

struct Step {
    const char* name;
    std::optional<Seconds> Steps::*value;
};
constexpr std::array<Step, 5> kSteps{{{"noticed", &Steps::noticed},
                                      {"acted", &Steps::acted},
                                      {"initialize", &Steps::initialized},
                                      {"load", &Steps::loaded},
                                      {"answer", &Steps::answered}}};

template <typename... Values>
std::string print(const char* format, Values... values) {
    std::array<char, 128> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

std::vector<Seconds> sorted_totals(const std::vector<Steps>& rounds) {
    std::vector<Seconds> totals;
    for (const auto& steps : rounds) totals.push_back(steps.total());
    std::sort(totals.begin(), totals.end());
    return totals;
}

/// Returns the median of one step over the rounds that have it.
std::optional<Seconds> median_of(const std::vector<Steps>& rounds, const Step& step) {
    std::vector<Seconds> values;
    for (const auto& steps : rounds)
        if (steps.*step.value) values.push_back(*(steps.*step.value));
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

Seconds Recovered::median() const {
    return sorted_totals(rounds)[rounds.size() / 2];
}
Seconds Recovered::least() const {
    return sorted_totals(rounds).front();
}
Seconds Recovered::most() const {
    return sorted_totals(rounds).back();
}

std::string table(const RecoveryTable& measured) {
    const Seconds fresh = measured.rows.front().median();
    std::string text = print("%-52s %2s %8s %8s %8s %8s", measured.name.c_str(), "n", "median",
                             "min", "max", "/ fresh");
    for (const auto& step : kSteps) text += print(" %10s", step.name);
    text += "   limit\n";
    for (const auto& row : measured.rows) {
        text += print("%-52s %2zu %6.3f s %6.3f s %6.3f s %6.2f x", row.measured.title.c_str(),
                      row.rounds.size(), row.median().count(), row.least().count(),
                      row.most().count(), row.median() / fresh);
        for (const auto& step : kSteps) {
            const auto value = median_of(row.rounds, step);
            text += value ? print(" %8.3f s", value->count()) : print(" %10s", "-");
        }
        if (row.measured.limit) {
            const Seconds limit = row.measured.limit(fresh);
            text += print("  %6.3f s%s", limit.count(), row.median() <= limit ? "" : "  EXCEEDED");
        }
        text += '\n';
    }
    return text;
}

std::string json(const std::vector<RecoveryTable>& measured) {
    nlohmann::ordered_json result;
    for (const auto& workspace : measured) {
        for (const auto& row : workspace.rows) {
            nlohmann::ordered_json entry{{"median_s", row.median().count()}};
            for (const auto& steps : row.rounds) entry["all_s"].push_back(steps.total().count());
            for (const auto& step : kSteps)
                if (const auto value = median_of(row.rounds, step))
                    entry["steps_s"][step.name] = value->count();
            result[workspace.name][row.measured.key] = entry;
        }
    }
    return result.dump(2);
}

}  // namespace bench
