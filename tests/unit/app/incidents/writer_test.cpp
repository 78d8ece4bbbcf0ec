#include "app/incidents/writer.hpp"

#include <nlohmann/json.hpp>

#include "unit/io/support.hpp"
#include "unit/temp_folder.hpp"

using namespace app::incidents;

namespace {

const std::string kId = "20261122T101502.123Z-0001-dead";
const std::string kNext = "20261122T101503.123Z-0001-dead";

Writer::Content text(std::string content) {
    return [content = std::move(content)] { return content; };
}

struct Written {
    explicit Written(const std::string& root, Limits limits = {})
        : writer(loop.loop, Store(root, limits),
                 {[this](const std::string& problem) { problems.push_back(problem); },
                  [this] { loop.loop.stop(); }}) {}

    io_test::TestLoop loop;
    std::vector<std::string> problems;
    Writer writer;
};

}  // namespace

TEST_CASE("Writer writes the files of an incident masked and limited in size") {
    const unit_test::TempFolder folder;
    Limits limits;
    limits.file_bytes = 1000;
    Written written(folder / "incidents", limits);
    Writer& writer = written.writer;
    CHECK(writer.idle());
    writer.begin(kId);
    writer.write(kId, "incident.json", text(R"({"url":"http://u:p@h/"})"));
    writer.write(kId, "stacks.txt", text(std::string(5000, 'x')));
    writer.write(kId, "nothing.txt", text(""));
    CHECK_FALSE(writer.idle());
    written.loop.run();
    CHECK(writer.idle());
    CHECK(written.problems.empty());
    const Store& store = writer.store();
    CHECK(nlohmann::json::parse(*store.read(kId, "incident.json")) ==
          nlohmann::json{{"url", "http://***@h/"}});
    CHECK(store.read(kId, "stacks.txt")->size() <= 1000);
    CHECK(store.files(kId).size() == 2);
}

TEST_CASE("Writer writes a queued file once with its latest content") {
    const unit_test::TempFolder folder;
    Written written(folder / "incidents");
    written.writer.begin(kId);
    std::atomic<int> made{0};
    for (int i = 0; i < 10; ++i) {
        written.writer.write(kId, "incident.json", [&made, i] {
            ++made;
            return std::to_string(i);
        });
    }
    written.loop.run();
    CHECK(made == 1);
    CHECK(*written.writer.store().read(kId, "incident.json") == "9");
}

TEST_CASE("Writer adds numbered files up to a limit") {
    const unit_test::TempFolder folder;
    Written written(folder / "incidents");
    written.writer.begin(kId);
    for (int i = 1; i <= 12; ++i) {
        written.writer.add(kId, "stacks.txt", std::to_string(i));
        written.writer.add(kId, "stacks.txt", "");
        written.writer.add("", "stacks.txt", "x");
    }
    written.loop.run();
    CHECK(written.problems.empty());
    const Store& store = written.writer.store();
    CHECK(store.files(kId).size() == 9);
    CHECK(*store.read(kId, "stacks.txt") == "1");
    CHECK(*store.read(kId, "stacks-2.txt") == "2");
    CHECK(*store.read(kId, "stacks-9.txt") == "9");
}

TEST_CASE("when_written calls back once the evidence is on disk") {
    const unit_test::TempFolder folder;
    Written written(folder / "incidents");
    int calls = 0;
    written.writer.when_written([&] { ++calls; });
    CHECK(calls == 1);  // nothing to write
    written.writer.begin(kId);
    written.writer.write(kId, "incident.json", text("{}"));
    written.writer.when_written([&] { ++calls; });
    CHECK(calls == 1);
    written.loop.run();
    CHECK(calls == 2);
    CHECK(written.writer.store().read(kId, "incident.json").has_value());
}

TEST_CASE("when_written does not wait forever") {
    const unit_test::TempFolder folder;
    Written written(folder / "incidents");
    std::atomic<bool> disk_hangs{true};
    written.writer.begin(kId);
    written.writer.write(kId, "incident.json", [&] {
        while (disk_hangs) ::sched_yield();
        return std::string("{}");
    });
    bool went_on_meanwhile = false;
    written.writer.when_written([&] {
        went_on_meanwhile = disk_hangs;
        disk_hangs = false;
    });
    written.loop.run();
    CHECK(went_on_meanwhile);
}

TEST_CASE("Writer reports a failed incident once and tries the next one again") {
    const unit_test::TempFolder folder;
    const std::string in_the_way = folder.write("incidents", "");
    Written written(in_the_way);
    const auto record = [&](const std::string& id) {
        written.writer.begin(id);
        written.writer.write(id, "incident.json", text("{}"));
        written.writer.write(id, "stacks.txt", text("x"));
        written.loop.run();
    };
    record(kId);
    REQUIRE(written.problems.size() == 1);
    CHECK(written.problems[0].find(in_the_way) != std::string::npos);
    record(kNext);
    CHECK(written.problems.size() == 2);
}
