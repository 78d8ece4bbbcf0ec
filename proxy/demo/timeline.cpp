#include "demo/timeline.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace demo {
namespace {

constexpr std::size_t kWhoColumns = 8;
/// As wide as "   4.31 s  " and the name.
constexpr std::size_t kIndent = 11 + kWhoColumns;

app::Paint paint_of(Who who) {
    switch (who) {
        case Who::kEditor:
            return app::Paint::kCyan;
        case Who::kProxy:
            return app::Paint::kYellow;
        case Who::kGopls:
            return app::Paint::kDim;
        case Who::kFault:
            return app::Paint::kBad;
    }
    return app::Paint::kPlain;
}

app::WallTime now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
}

}  // namespace

std::string_view name(Who who) {
    switch (who) {
        case Who::kEditor:
            return "editor";
        case Who::kProxy:
            return "proxy";
        case Who::kGopls:
            return "gopls";
        case Who::kFault:
            return "fault";
    }
    return "";
}

std::string timeline_line(double seconds, Who who, std::string_view text, bool colours) {
    char time[32];
    std::snprintf(time, sizeof time, "%7.2f s  ", seconds);
    return app::painted(time, app::Paint::kDim, colours) +
           app::painted(app::padded(name(who), kWhoColumns), paint_of(who), colours) +
           app::painted(text, who == Who::kFault ? app::Paint::kBad : app::Paint::kPlain, colours) +
           "\n";
}

std::string continued_line(std::string_view text, bool colours) {
    return std::string(kIndent, ' ') + app::painted(text, app::Paint::kDim, colours) + "\n";
}

void Timeline::begin(std::string_view title, std::string_view what) {
    began_ = now();
    latest_seconds_ = 0;
    print("\n" + app::painted(title, app::Paint::kStrong, colours_) + "\n" +
          app::painted(what, app::Paint::kDim, colours_) + "\n\n");
}

void Timeline::say(Who who, std::string_view text) {
    say(who, text, now());
}

void Timeline::say(Who who, std::string_view text, app::WallTime time) {
    // What comes from the log is a moment older than what was told meanwhile.
    latest_seconds_ =
        std::max(latest_seconds_, std::chrono::duration<double>(time - began_).count());
    events_.push_back(
        {{"seconds", latest_seconds_}, {"who", name(who)}, {"text", std::string(text)}});
    print(timeline_line(latest_seconds_, who, text, colours_));
}

void Timeline::go_on(std::string_view text) {
    if (!events_.empty()) {
        std::string all = events_.back()["text"].get<std::string>() + "; " + std::string(text);
        events_.back()["text"] = std::move(all);
    }
    print(continued_line(text, colours_));
}

void Timeline::print(std::string_view text) const {
    if (!printing_) return;
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

Json Timeline::take_events() {
    return std::exchange(events_, Json::array());
}

}  // namespace demo
