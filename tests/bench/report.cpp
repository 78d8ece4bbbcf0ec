#include "bench/report.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace bench {
namespace {

constexpr int kNameWidth = 26;
constexpr int kWidth = 11;

std::string cell(const std::string& text, int width) {
    const auto fill =
        static_cast<int>(text.size()) < width ? width - static_cast<int>(text.size()) : 1;
    return std::string(static_cast<std::size_t>(fill), ' ') + text;
}

template <typename... Values>
std::string print(const char* format, Values... values) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

std::string time_text(double us) {
    if (std::isnan(us)) return "-";
    if (us >= 1000) return print("%.2f ms", us / 1000);
    return print(us < 10 ? "%.2f us" : "%.1f us", us);
}
std::string rate_text(double per_s) {
    return print("%.0f k/s", per_s / 1000);
}
std::string memory_text(double mib) {
    return std::isnan(mib) ? "-" : print("%.1f MiB", mib);
}
std::string ratio_text(double ratio) {
    return std::isnan(ratio) ? "-" : print("%.2f x", ratio);
}

struct Column {
    const char* title;
    double Numbers::*value;
    std::string (*text)(double);
};

constexpr std::array<Column, 10> kColumns{{
    {"p50", &Numbers::p50_us, time_text},
    {"p99", &Numbers::p99_us, time_text},
    {"64 KiB", &Numbers::reply_64k_us, time_text},
    {"1 MiB", &Numbers::reply_1m_us, time_text},
    {"16 MiB", &Numbers::reply_16m_us, time_text},
    {"pipelined", &Numbers::pipelined_per_s, rate_text},
    {"CPU/req", &Numbers::relay_cpu_us, time_text},
    {"CPU/piped", &Numbers::relay_cpu_pipelined_us, time_text},
    {"server CPU", &Numbers::server_cpu_us, time_text},
    {"peak mem", &Numbers::peak_mib, memory_text},
}};

std::string row_start(const std::string& name) {
    return name + cell("", kNameWidth - static_cast<int>(name.size()));
}

}  // namespace

std::string table(const Run& run, std::size_t against) {
    std::string text = run.title + ", medians of " + std::to_string(run.rounds) + " rounds\n";
    text += row_start("");
    for (const auto& column : kColumns) text += cell(column.title, kWidth);
    text += '\n';
    for (const auto& row : run.rows) {
        text += row_start(row.name);
        for (const auto& column : kColumns)
            text += cell(column.text(row.numbers.*column.value), kWidth);
        text += '\n';
    }
    for (std::size_t base = 0; base < std::min(against, run.rows.size()); ++base) {
        for (std::size_t i = base + 1; i < run.rows.size(); ++i) {
            text += row_start(run.rows[i].name + " / " + run.rows[base].name);
            for (const auto& column : kColumns)
                text += cell(ratio_text(run.rows[i].numbers.*column.value /
                                        run.rows[base].numbers.*column.value),
                             kWidth);
            text += '\n';
        }
    }
    return text;
}

std::string json(const std::vector<Run>& runs) {
    nlohmann::ordered_json result;
    for (const auto& run : runs) {
        nlohmann::ordered_json relays;
        for (const auto& row : run.rows)
            for (const auto& [name, value] : all_numbers()) {
                const double number = row.numbers.*value;
                relays[row.name][name] =
                    std::isnan(number) ? nlohmann::ordered_json() : nlohmann::ordered_json(number);
            }
        result[run.name] = {{"rounds", run.rounds}, {"relays", relays}};
    }
    return result.dump(2);
}

}  // namespace bench
