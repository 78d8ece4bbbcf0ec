#include "app/incidents/id.hpp"

#include "support/catch.hpp"

using namespace app::incidents;
using namespace std::chrono_literals;

namespace {

const std::chrono::system_clock::time_point kTime{std::chrono::milliseconds(1795342502123)};

const std::vector<std::string> kIds = {
    "20261122T101502.123Z-0001-deadlocked",
    "20261122T101502.124Z-0002-dead",
    "20261123T080000.000Z-0003-go_command_local",
};

std::string chosen(std::string_view wanted) {
    const auto index = choose(kIds, wanted);
    return index.has_value() ? kIds[*index] : index.error().sentence;
}

}  // namespace

TEST_CASE("make_id returns an id that sorts by time and ends in the verdict") {
    const std::string id = make_id(kTime, 0x4fa1, "go_command_local");
    CHECK(id == "20261122T101502.123Z-4fa1-go_command_local");
    CHECK(is_id(id));
    CHECK(rfc3339(kTime) == "2026-11-22T10:15:02.123Z");
    CHECK(when(id) == "2026-11-22 10:15:02 UTC");
    CHECK(id < make_id(kTime + 1ms, 0, "dead"));
    CHECK(make_id(kTime, 1, "dead") != make_id(kTime, 2, "dead"));
    CHECK(make_id(kTime, 1, "../x").ends_with("-0001-___x"));
}

TEST_CASE("is_id rejects other names") {
    for (const char* name :
         {"", "notes", "20261122T101502.123Z-4fa1-", "20261122T101502.123Z-4fa1-dead/..",
          "20261122T101502.123Z-4FA1-dead", "2026112xT101502.123Z-4fa1-dead"}) {
        CHECK_FALSE(is_id(name));
        CHECK(when(name).empty());
    }
}

TEST_CASE("choose accepts a whole id or a unique part or latest") {
    CHECK(chosen("latest") == kIds[2]);
    CHECK(chosen(kIds[1]) == kIds[1]);
    CHECK(chosen("20261123") == kIds[2]);
    CHECK(chosen("local") == kIds[2]);
    CHECK(chosen("dead") == kIds[1]);
    CHECK(chosen("20261122T101502.123") == kIds[0]);
}

TEST_CASE("choose reports the known ids if none or several match") {
    const std::string nothing = chosen("nonsense");
    CHECK(nothing.find("no incident matches \"nonsense\"") == 0);
    for (const std::string& id : kIds) CHECK(nothing.find(id) != std::string::npos);
    const std::string several = chosen("20261122");
    CHECK(several.find("matches 2 incidents") != std::string::npos);
    CHECK(several.find(kIds[2]) == std::string::npos);
    CHECK(choose({}, "latest").error().sentence == "no incidents have been saved");
    CHECK(choose(kIds, "").has_error());
}
