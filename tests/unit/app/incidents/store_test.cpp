#include "app/incidents/store.hpp"

#include <sys/stat.h>

#include "app/incidents/cut.hpp"
#include "app/incidents/id.hpp"
#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace app::incidents;
using unit_test::content_of;
using unit_test::TempFolder;

namespace {

const std::atomic<bool> kNotStopped{false};

std::string id_at(int second) {
    return make_id(std::chrono::system_clock::time_point(std::chrono::seconds(second)), 1, "dead");
}

unsigned mode_of(const std::string& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777U;
}

}  // namespace

TEST_CASE("Store creates an incident as a private folder") {
    const TempFolder folder;
    const Store store(folder / "state/incidents");
    const std::string id = id_at(1);
    REQUIRE(store.create(id));
    REQUIRE(store.write(id, "incident.json", "{}"));
    REQUIRE(store.write(id, "incident.json", "{\"a\":1}"));
    REQUIRE(store.write(id, "stacks.txt", "goroutine 1"));
    CHECK(store.create(id).has_error());
    CHECK(mode_of(folder / "state/incidents") == 0700);
    CHECK(mode_of(store.folder(id)) == 0700);
    CHECK(mode_of(store.folder(id) + "/incident.json") == 0600);
    CHECK(*store.read(id, "incident.json") == "{\"a\":1}");
    const auto files = store.files(id);
    REQUIRE(files.size() == 2);  // no temporary file is left
    CHECK(files[1].name == "stacks.txt");
    CHECK(files[1].bytes == 11);
    CHECK(store.ids() == std::vector<std::string>{id});
}

TEST_CASE("Store deletes the oldest of too many incidents and leaves other folders alone") {
    const TempFolder folder;
    Limits limits;
    limits.incidents = 3;
    const Store store(folder / "incidents", limits);
    folder.write("incidents/notes/mine.txt", "x");
    for (int i = 0; i < 6; ++i) {
        REQUIRE(store.create(id_at(i)));
        store.prune(id_at(i), kNotStopped);
    }
    CHECK(store.ids() == std::vector<std::string>{id_at(3), id_at(4), id_at(5)});
    CHECK(content_of(folder / "incidents/notes/mine.txt") == "x");
}

TEST_CASE("Store deletes the oldest of too large incidents but not the current one") {
    const TempFolder folder;
    Limits limits;
    limits.total_bytes = 250;
    const Store store(folder / "incidents", limits);
    for (int i = 0; i < 4; ++i) {
        REQUIRE(store.create(id_at(i)));
        REQUIRE(store.write(id_at(i), "stacks.txt", std::string(100, 'x')));
    }
    store.prune(id_at(3), kNotStopped);
    CHECK(store.ids() == std::vector<std::string>{id_at(2), id_at(3)});
    REQUIRE(store.write(id_at(3), "more.txt", std::string(300, 'x')));
    store.prune(id_at(3), kNotStopped);
    CHECK(store.ids() == std::vector<std::string>{id_at(3)});
}

TEST_CASE("Store returns an error or nothing for an unusable folder") {
    const TempFolder folder;
    folder.write("file", "");
    const Store store(folder / "file/incidents");
    CHECK(store.create(id_at(1)).has_error());
    CHECK(store.write(id_at(1), "a", "b").has_error());
    CHECK(store.ids().empty());
    CHECK(store.files(id_at(1)).empty());
    store.prune(id_at(1), kNotStopped);
}

TEST_CASE("cut_middle removes whole lines from the middle and says so") {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "line " + std::to_string(i) + "\n";
    CHECK(cut_middle(text, text.size()) == text);
    const std::string cut = cut_middle(text, 1000);
    CHECK(cut.size() <= 1000);
    CHECK(cut.starts_with("line 0\nline 1\n"));
    CHECK(cut.ends_with("\nline 998\nline 999\n"));
    const std::size_t note = cut.find("\n[… ");
    REQUIRE(note != std::string::npos);
    CHECK(cut.find(" bytes left out …]\nline ", note) != std::string::npos);

    std::string endless;
    for (int i = 0; i < 1000; ++i) endless += "é";
    for (const std::size_t max_bytes : {301U, 303U}) {
        const std::string halves = cut_middle(endless, max_bytes);
        CHECK(halves.size() <= max_bytes);
        CHECK(halves.starts_with("éé"));
        CHECK(halves.ends_with("éé"));
        CHECK(halves.find("é\n[… 1") != std::string::npos);
        CHECK(halves.find("…]\né") != std::string::npos);
    }
}
