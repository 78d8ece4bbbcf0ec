#include "corpus/story.hpp"

#include <ctime>
#include <iomanip>
#include <sstream>
#include <string_view>

namespace corpus {
namespace {

/// The word behind `key` ("verdict="), or empty.
std::string word_after(std::string_view line, std::string_view key) {
    const std::size_t at = line.find(key);
    if (at == std::string_view::npos) return {};
    line.remove_prefix(at + key.size());
    return std::string(line.substr(0, line.find_first_of(" :")));
}

/// `2026-11-22T01:17:08.784Z` at the beginning of the line.
WallTime time_of(const std::string& line) {
    std::istringstream text(line);
    std::tm parts{};
    char point = 0;
    int fraction = 0;
    if (!(text >> std::get_time(&parts, "%Y-%m-%dT%H:%M:%S") >> point >> fraction)) return {};
    using namespace std::chrono;
    const sys_days day{year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday};
    return day + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec) +
           milliseconds(fraction);
}

bool says(std::string_view line, std::string_view words) {
    return line.find(words) != std::string_view::npos;
}

}  // namespace

bool is_debug(const std::string& log_line) {
    return says(log_line, " debug ");
}

bool is_watched_to_the_end(const std::vector<std::string>& log_lines) {
    bool watched = true;
    for (const std::string& line : log_lines) {
        if (is_debug(line)) continue;
        const std::string remedy = word_after(line, " remedy=");
        if (says(line, " aftermath over ")) {
            watched = true;
        } else if (says(line, " switch generation=") ||
                   (!remedy.empty() && remedy != "tell" && remedy != "drop_standby")) {
            watched = false;
        }
    }
    return watched;
}

WallTime wall_now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Story read_story(const std::vector<std::string>& log_lines) {
    Story story;
    for (const std::string& line : log_lines) {
        if (is_debug(line)) continue;
        if (const std::string remedy = word_after(line, " remedy="); !remedy.empty()) {
            story.remedies.push_back({time_of(line), remedy});
        } else if (const std::string verdict = word_after(line, " verdict="); !verdict.empty()) {
            // A standby's failure is told a second time when it is given up.
            if (!says(line, " the standby failed: "))
                story.verdicts.push_back({time_of(line), verdict});
        } else if (says(line, " spawn generation=")) {
            story.spawned += says(line, " spawn generation=1 ") ? 0 : 1;
        } else if (says(line, " ended generation=")) {
            ++story.ended;
        }
    }
    return story;
}

}  // namespace corpus
