#include "corpus/story.hpp"

#include <array>
#include <cstdio>
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
    std::array<int, 7> p{};
    if (std::sscanf(line.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ", &p[0], &p[1], &p[2], &p[3], &p[4],
                    &p[5], &p[6]) != 7)
        return {};
    using namespace std::chrono;
    const sys_days day{year(p[0]) / p[1] / p[2]};
    return day + hours(p[3]) + minutes(p[4]) + seconds(p[5]) + milliseconds(p[6]);
}

bool says(std::string_view line, std::string_view words) {
    return line.find(words) != std::string_view::npos;
}

}  // namespace

bool is_debug(const std::string& log_line) {
    return says(log_line, " debug ");
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
