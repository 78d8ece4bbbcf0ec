#include "demo/log.hpp"

#include <fstream>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

TEST_CASE("LogTail reads new lines of a growing log") {
    const unit_test::TempFolder folder;
    const std::string path = folder / "proxy.log";
    demo::LogTail tail(path);
    CHECK(tail.read_new().empty());
    std::ofstream log(path, std::ios::binary);
    log << "2026-11-22T01:17:09.094Z 1 info loaded generation=1\nnonsense\n2026-11-22T01:"
        << std::flush;
    REQUIRE(tail.read_new().size() == 1);
    CHECK(tail.read_new().empty());
    log << "17:09.100Z 1 info gone generation=1 left=0\n" << std::flush;
    const auto lines = tail.read_new();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].event.name == core::Event::kGone);
}
