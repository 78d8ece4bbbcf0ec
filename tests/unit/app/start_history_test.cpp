#include "app/start_history.hpp"

#include <sys/stat.h>

#include "io/files.hpp"
#include "support/catch.hpp"
#include "unit/io/support.hpp"
#include "unit/temp_folder.hpp"

using app::StartHistory;
using app::StartRecord;
using core::StartPhase;
using core::StartPhases;
using namespace std::chrono_literals;

namespace {

StartPhases load(core::Duration took) {
    StartPhases start;
    start[StartPhase::kLoad] = took;
    return start;
}

}  // namespace

TEST_CASE("StartHistory can be written and read back") {
    StartHistory history;
    StartPhases start = load(2500ms);
    start[StartPhase::kGoList] = 0s;
    history.add("a", start);
    history.add("b", load(1s));
    history.add("a", load(3s));
    const StartHistory again = StartHistory::parse(history.text());
    CHECK(again.of("a") == std::vector{start, load(3s)});
    CHECK(again.of("b") == std::vector{load(1s)});
    CHECK(again.of("c").empty());
    CHECK(again.text() == history.text());
}

TEST_CASE("StartHistory keeps a limited number of starts and workspaces") {
    StartHistory history;
    for (std::size_t i = 0; i < StartHistory::kMaxStarts + 2; ++i)
        history.add("first", load(i * 1s));
    CHECK(history.of("first").size() == StartHistory::kMaxStarts);
    CHECK(history.of("first").front() == load(2s));
    history.add("second", load(1s));
    history.add("first", load(1s));
    for (std::size_t i = 0; i + 1 < StartHistory::kMaxWorkspaces; ++i) {
        history.add(std::to_string(i), load(1s));
    }
    CHECK(history.workspaces() == StartHistory::kMaxWorkspaces);
    CHECK(history.of("second").empty());
    CHECK_FALSE(history.of("first").empty());
}

TEST_CASE("StartHistory ignores what it does not understand") {
    for (const char* text :
         {"", "{", "[]", "7", R"({"version":2,"workspaces":[]})", R"({"version":1})",
          R"({"version":1,"workspaces":{}})", R"({"version":1,"workspaces":[7,{"key":7},{}]})",
          R"({"version":1,"workspaces":[{"key":"a","starts":7}]})"}) {
        CAPTURE(text);
        CHECK(StartHistory::parse(text).workspaces() == 0);
    }
    const std::string deep(500'000, '[');
    CHECK(StartHistory::parse(R"({"version":1,"workspaces":)" + deep).workspaces() == 0);
    const auto history = StartHistory::parse(
        R"({"version":1,"workspaces":[{"key":"a","starts":[7,{"load":"x","nap":1,"spawn":-1,
        "total":1e300,"go_list":2}]}]})");
    StartPhases known;
    known[StartPhase::kGoList] = 2s;
    CHECK(history.of("a") == std::vector{StartPhases{}, known});
}

TEST_CASE("workspace_key depends on the folders, not on their order") {
    CHECK(app::workspace_key({"/a", "/b"}) == app::workspace_key({"/b", "/a"}));
    CHECK(app::workspace_key({"/a", "/b"}) != app::workspace_key({"/a"}));
    CHECK(app::workspace_key({"/a/b"}) != app::workspace_key({"/a", "b"}));
    CHECK(app::workspace_key({}).size() == 36);
}

TEST_CASE("StartRecord recalls the usual start from the third on") {
    const unit_test::TempFolder folder;
    io_test::TestLoop t;
    StartRecord record(t.loop, folder / "state");
    std::vector<StartPhases> recalled;
    const auto recall = [&] {
        const std::size_t before = recalled.size();
        record.recall({"/w"}, [&](const StartPhases& usual) { recalled.push_back(usual); });
        t.run_until([&] { return recalled.size() > before; });
        return recalled.back();
    };
    CHECK(recall() == StartPhases{});
    for (int i = 1; i <= 3; ++i) {
        record.keep({"/w"}, load(i * 1s));
        t.run_until([&] {
            const auto text = io::read_file(folder / "state/starts.json");
            return text && StartHistory::parse(*text).of(app::workspace_key({"/w"})).size() ==
                               static_cast<std::size_t>(i);
        });
    }
    CHECK(recall() == load(2s));
    struct stat file {};
    REQUIRE(::stat((folder / "state/starts.json").c_str(), &file) == 0);
    CHECK((file.st_mode & 0777) == 0600);
}

TEST_CASE("StartRecord replaces a corrupt file and does without a state folder") {
    const unit_test::TempFolder folder;
    io_test::TestLoop t;
    folder.write("starts.json", "{corrupt");
    StartRecord record(t.loop, folder / "");
    record.keep({"/w"}, load(1s));
    t.run_until([&] {
        const auto text = io::read_file(folder / "starts.json");
        return text && StartHistory::parse(*text).workspaces() == 1;
    });
    StartRecord none(t.loop, "");
    none.keep({"/w"}, load(1s));
    none.recall({"/w"}, [](const StartPhases&) { FAIL("there is nothing to recall"); });
}
