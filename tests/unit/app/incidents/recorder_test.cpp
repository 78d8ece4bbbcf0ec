// Tests that evidence about a server is added to its own incident and replaces nothing.
#include "app/incidents/recorder.hpp"

#include "unit/io/support.hpp"
#include "unit/temp_folder.hpp"

using namespace app::incidents;

namespace {

struct Recorded {
    /// Records an incident and returns its id.
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

TEST_CASE("add_stderr stores a server's stderr in its own incident") {
    Recorded all;
    const std::string first = all.record(1, 1);
    SECTION("the incident's server: replaces the earlier text") {
        all.recorder.add_stderr(1, "at the end");
        CHECK(all.file(first, "stderr.txt") == "at the end");
    }
    SECTION("another server that ended meanwhile: a separate file") {
        all.recorder.add_stderr(2, "of the second");
        CHECK(all.file(first, "stderr.txt") == "at the beginning");
        CHECK(all.file(first, "stderr-2.txt") == "of the second");
    }
    SECTION("a closed incident: nothing") {
        all.record(1, 1, false);
        CHECK(all.recorder.current().empty());
        all.recorder.add_stderr(1, "hours later");
        all.recorder.add_stderr(2, "of the second");
        CHECK(all.file(first, "stderr.txt") == "at the beginning");
        CHECK(all.file(first, "stderr-2.txt").empty());
    }
}

TEST_CASE("add_stacks stores late stacks in the incident that requested them") {
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
