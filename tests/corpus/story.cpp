#include "corpus/story.hpp"

#include <chrono>

namespace corpus {

using core::Event;

bool is_debug(const LogLine& line) {
    return line.event.level == core::LogLevel::kDebug;
}

bool is_watched_to_the_end(const std::vector<LogLine>& lines) {
    bool watched = true;
    for (const auto& [time, pid, event] : lines) {
        const std::string_view remedy = event.value("remedy");
        if (event.name == Event::kAftermathOver) {
            watched = true;
        } else if (event.name == Event::kSwitch ||
                   (event.name == Event::kRemedy && remedy != "tell" && remedy != "drop_standby")) {
            watched = false;
        }
    }
    return watched;
}

WallTime wall_now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Story read_story(const std::vector<LogLine>& lines) {
    Story story;
    for (const auto& [time, pid, event] : lines) {
        switch (event.name) {
            case Event::kRemedy:
                story.remedies.push_back({time, std::string(event.value("remedy"))});
                break;
            case Event::kStall:
            case Event::kLost:
                story.verdicts.push_back({time, std::string(event.value("verdict"))});
                break;
            case Event::kSpawn:
                story.spawned += event.value("generation") == "1" ? 0 : 1;
                break;
            case Event::kEnded:
                ++story.ended;
                break;
            default:
                break;
        }
    }
    return story;
}

}  // namespace corpus
