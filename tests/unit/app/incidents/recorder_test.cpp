// What is found out of servers goes to the incident that it belongs to, and replaces nothing.
#include "app/incidents/recorder.hpp"

#include "unit/io/support.hpp"
#include "unit/temp_folder.hpp"

using namespace app::incidents;

namespace {

struct Recorded {
    /// Returns the id.
    std::string record(int number, core::Generation generation, bool open = true,
                       const std::string& said = "at the beginning") {
        recorder.record({number, generation, "dead", "{}", "", open}, Subject{0, {}, said});
        return recorder.latest();
    }
    std::string file(const std::string& id, const std::string& name) {
        loop.run_until([&] { return recorder.idle(); });
        const auto text = Store(folder / "incidents").read(id, name);
        return text.has_value() ? *text : std::string();
    }

    io_test::TestLoop loop;
    unit_test::TempFolder folder;
    Recorder recorder{loop.loop,
                      {folder.path().string(), "/none", "mark"},
                      {},
                      {[](const std::string&) {}, [](const std::string&) {}, [] {}}};
};

}  // namespace

TEST_CASE("the stderr of a server is that of its own incident") {
    Recorded all;
    const std::string first = all.record(1, 1);
    SECTION("its own, as it was at the end") {
        all.recorder.add_stderr(1, "at the end");
        CHECK(all.file(first, "stderr.txt") == "at the end");
    }
    SECTION("of another that ended meanwhile: beside") {
        all.recorder.add_stderr(2, "of the second");
        CHECK(all.file(first, "stderr.txt") == "at the beginning");
        CHECK(all.file(first, "stderr-2.txt") == "of the second");
    }
    SECTION("once it is over: of none") {
        all.record(1, 1, false);
        CHECK(all.recorder.current().empty());
        all.recorder.add_stderr(1, "hours later");
        all.recorder.add_stderr(2, "of the second");
        CHECK(all.file(first, "stderr.txt") == "at the beginning");
        CHECK(all.file(first, "stderr-2.txt").empty());
    }
}

TEST_CASE("stacks that come late go to the incident that they were asked for") {
    Recorded all;
    const std::string first = all.record(1, 1);
    CHECK(all.recorder.current() == first);
    const std::string second = all.record(2, 2);
    REQUIRE(second != first);
    all.recorder.add_stacks(first, "goroutine 1");
    all.recorder.add_stacks(first, "goroutine 2");
    all.recorder.add_go_stacks(first, "goroutine 3");
    all.recorder.add_go_stacks("", "goroutine 4");
    CHECK(all.file(first, "stacks.txt") == "goroutine 1");
    CHECK(all.file(first, "stacks-2.txt") == "goroutine 2");
    CHECK(all.file(first, "go-stacks.txt") == "goroutine 3");
    CHECK(all.file(second, "stacks.txt").empty());
    CHECK(all.file(second, "go-stacks.txt").empty());
}
