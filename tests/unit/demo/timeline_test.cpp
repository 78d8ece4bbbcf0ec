#include "demo/timeline.hpp"

#include "support/catch.hpp"

using app::Paint;
using demo::Who;

TEST_CASE("timeline_line shows the time and the actor and the text") {
    CHECK(demo::timeline_line(4.314, Who::kProxy, "does it", false) ==
          "   4.31 s  proxy   does it\n");
    CHECK(demo::continued_line("and why", false) == "                   and why\n");
    CHECK(demo::timeline_line(0, Who::kFault, "x", true).find("\x1b[1;31mx\x1b[0m") !=
          std::string::npos);
}

TEST_CASE("Columns count characters") {
    CHECK(app::padded("µs", 4) == "µs  ");
    CHECK(app::padded("too long", 4) == "too long ");
    CHECK(app::painted("x", Paint::kGood, false) == "x");
    CHECK(app::painted("x", Paint::kGood, true) == "\x1b[32mx\x1b[0m");
}

TEST_CASE("An unprinted timeline is kept and its time never decreases") {
    demo::Timeline timeline(false, false);
    timeline.begin("title", "what");
    const auto late = std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now() + std::chrono::hours(1));
    timeline.say(Who::kEditor, "later", late);
    timeline.go_on("more");
    timeline.say(Who::kGopls, "earlier", late - std::chrono::minutes(1));
    const demo::Json events = timeline.take_events();
    REQUIRE(events.size() == 2);
    CHECK(events[0]["who"] == "editor");
    CHECK(events[0]["text"] == "later; more");
    CHECK(events[1]["seconds"] == events[0]["seconds"]);
    CHECK(timeline.take_events().empty());
}
