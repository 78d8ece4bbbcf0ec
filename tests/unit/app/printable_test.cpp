#include "app/printable.hpp"

#include "support/catch.hpp"

using app::printable;

TEST_CASE("printable replaces terminal control characters") {
    CHECK(printable("a\tb\n\u00e9") == "a\tb\n\u00e9");
    CHECK(printable("\x1b]0;owned\x07") == "\ufffd]0;owned\ufffd");
    CHECK(printable("\xc2\x9b"
                    "2J\x7f") == "\ufffd2J\ufffd");
    CHECK(printable("\x9b"
                    "2J") == "\ufffd2J");
    CHECK(app::printable_line("a\tb\nc") == "a\ufffdb\ufffdc");
}
