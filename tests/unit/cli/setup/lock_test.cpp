#include "cli/setup/lock.hpp"

#include <optional>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using cli::setup::Lock;
using unit_test::TempFolder;

TEST_CASE("Only one setup at a time has the lock") {
    const TempFolder folder;
    const std::string state = folder / "state/gopls-proxy";
    std::optional<Lock> first;
    auto taken = Lock::take(state);
    REQUIRE(taken.has_value());
    first.emplace(*std::move(taken));
    const auto second = Lock::take(state);
    REQUIRE(second.has_error());
    CHECK(second.error().sentence.find("another `gopls-proxy setup` is running") == 0);
    first.reset();
    CHECK(Lock::take(state).has_value());
}

TEST_CASE("A folder that cannot be created is named") {
    const TempFolder folder;
    const std::string file = folder.write("file", "");
    const auto refused = Lock::take(file + "/gopls-proxy");
    REQUIRE(refused.has_error());
    CHECK(refused.error().sentence.find(file) == 0);
}
