#include "bench/report.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "bench/relays.hpp"

namespace bench {
namespace {

constexpr int kTitleWidth = 26;
constexpr int kWidth = 11;
constexpr int kSpreadWidth = 6;
constexpr int kRatioWidth = 7;

template <typename... Values>
std::string print(const char* format, Values... values) {
    std::array<char, 200> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

std::string cell(const std::string& text, int width) {
    return print(" %*s", width - 1, text.c_str());
}

std::string value_text(double value, Unit unit) {
    switch (unit) {
        case Unit::kTime:
            if (value >= 1e4) return print("%.1f ms", value / 1000);
            if (value >= 1e3) return print("%.2f ms", value / 1000);
            return print(value < 10 ? "%.2f us" : "%.1f us", value);
        case Unit::kRate:
            return print("%.0f k/s", value / 1000);
        case Unit::kMib:
            return print("%.1f MiB", value);
        case Unit::kKib:
            return print("%.2f KiB", value);
        case Unit::kPlain:
            break;
    }
    return print("%.2f", value);
}

/// Returns the value, followed by the spread in its own column.
std::string summary_cell(const Summary& summary, Unit unit) {
    if (std::isnan(summary.median)) return cell("-", kWidth) + std::string(kSpreadWidth, ' ');
    const double percent = std::abs(summary.spread / summary.median) * 100;
    // No spread for a single round, or for a value that does not vary.
    return cell(value_text(summary.median, unit), kWidth) +
           (percent < 0.5 || !std::isfinite(percent) ? std::string(kSpreadWidth, ' ')
                                                     : print(" ±%3.0f%%", percent));
}

struct Ratio {
    const Row* ours;
    const Row* theirs;
    std::string name;
};

std::string letter(const Run& run, const Row& row) {
    return {static_cast<char>('A' + (&row - run.rows.data()))};
}

/// Returns the ratios of the proxy to each blind relay, and of the proxy with everything on to the
/// proxy with default settings.
std::vector<Ratio> ratios(const Run& run) {
    std::vector<Ratio> result;
    const auto add = [&](const Row& ours, const Row& theirs) {
        result.push_back({&ours, &theirs, letter(run, ours) + "/" + letter(run, theirs)});
    };
    for (const auto& ours : run.rows)
        for (const auto& theirs : run.rows)
            if ((ours.name == kProxy && is_blind_relay(theirs.name)) ||
                (ours.name == kProxyAllOn && theirs.name == kProxy))
                add(ours, theirs);
    return result;
}

std::size_t rounds(const Run& run) {
    return run.rows.empty() ? 0 : run.rows.front().rounds.size();
}

}  // namespace

std::string table(const Run& run) {
    std::string text = run.title + ", medians of " + std::to_string(rounds(run)) + " rounds:";
    for (const auto& row : run.rows) text += "  " + letter(run, row) + " " + row.name;
    text += '\n' + std::string(kTitleWidth, ' ');
    for (const auto& row : run.rows)
        text += cell(letter(run, row), kWidth) + std::string(kSpreadWidth, ' ');
    const auto columns = ratios(run);
    for (const auto& column : columns) text += cell(column.name, kRatioWidth);
    text += '\n';
    for (const auto& figure : all_figures()) {
        text += print("%-*s", kTitleWidth, figure.title);
        for (const auto& row : run.rows)
            text += summary_cell(summarize(row.rounds, figure.value), figure.unit);
        for (const auto& column : columns) {
            const double value = ratio(column.ours->rounds, column.theirs->rounds, figure.value);
            const bool shown = figure.has_ratio && !std::isnan(value);
            text += cell(shown ? print("%.2f", value) : "-", kRatioWidth);
        }
        text += '\n';
    }
    return text;
}

std::string goals_text(const Run& run) {
    const auto with_unit = [](const std::string& number, std::string_view unit) {
        return unit.empty() ? number : number + ' ' + std::string(unit);
    };
    std::string text = "Goals of gopls-proxy, " + run.name + ":\n";
    for (const auto& goal : goals(run.rows)) {
        const auto limit = with_unit(print("%g", goal.limit), goal.unit);
        text += print("  %-6s  %-40s %-10s  goal: %s %s\n", goal.met() ? "met" : "missed",
                      goal.name.c_str(), with_unit(print("%.2f", goal.value), goal.unit).c_str(),
                      std::string(goal.relation).c_str(), limit.c_str());
    }
    return text;
}

std::string json(const std::vector<Run>& runs) {
    nlohmann::ordered_json result;
    for (const auto& run : runs) {
        nlohmann::ordered_json relays;
        for (const auto& row : run.rows) {
            auto& numbers = relays[row.name];
            for (const auto& figure : all_figures()) {
                const auto summary = summarize(row.rounds, figure.value);
                if (!std::isnan(summary.median))
                    numbers[figure.key] = {{"median", summary.median}, {"spread", summary.spread}};
            }
        }
        auto reached = nlohmann::ordered_json::array();
        for (const auto& goal : goals(run.rows))
            reached.push_back({{"goal", goal.name},
                               {"value", goal.value},
                               {"relation", goal.relation},
                               {"limit", goal.limit},
                               {"met", goal.met()}});
        result[run.name] = {{"rounds", rounds(run)}, {"relays", relays}, {"goals", reached}};
    }
    return result.dump(2);
}

}  // namespace bench
