#include "app/log_line.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace app {
namespace {

/// The names of levels in spdlog's output.
constexpr std::array<std::pair<std::string_view, core::LogLevel>, 4> kLevelNames{{
    {"debug ", core::LogLevel::kDebug},
    {"info ", core::LogLevel::kInfo},
    {"warning ", core::LogLevel::kWarning},
    {"error ", core::LogLevel::kError},
}};

/// Takes the number at the beginning of `text` off it; returns -1 if there is none.
int take_number(std::string_view& text) {
    int number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return error == std::errc() ? number : -1;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// Takes `2026-11-22T01:17:08.784Z `, always UTC.
std::optional<WallTime> take_time(std::string_view& text) {
    std::array<int, 7> parts{};
    constexpr std::string_view kAfter = "--T::.Z";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i] = take_number(text);
        // "-11" would be accepted as a number too.
        if (parts[i] < 0 || !take(text, kAfter.substr(i, 1))) return std::nullopt;
    }
    if (!take(text, " ")) return std::nullopt;
    using namespace std::chrono;
    const year_month_day day{year(parts[0]), month(static_cast<unsigned>(parts[1])),
                             std::chrono::day(static_cast<unsigned>(parts[2]))};
    return WallTime(sys_days(day).time_since_epoch() + hours(parts[3]) + minutes(parts[4]) +
                    seconds(parts[5]) + milliseconds(parts[6]));
}

}  // namespace

std::optional<LogLine> read_log_line(std::string_view line) {
    const auto time = take_time(line);
    const int pid = time ? take_number(line) : -1;
    if (pid < 0 || !take(line, " ")) return {};
    for (const auto& [word, level] : kLevelNames) {
        if (!take(line, word)) continue;
        auto event = core::read_event(line, level);
        if (!event) return {};
        return LogLine{*time, pid, std::move(*event)};
    }
    return {};
}

}  // namespace app
