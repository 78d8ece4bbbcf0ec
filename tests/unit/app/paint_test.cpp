#include "app/paint.hpp"

#include <unistd.h>

#include "support/catch.hpp"

TEST_CASE("wants_colours is false for a pipe") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    CHECK_FALSE(app::wants_colours(ends[1], {{"TERM", "xterm"}}));
    ::close(ends[0]);
    ::close(ends[1]);
}
