#include "cli/incidents/command.hpp"

#include <filesystem>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

namespace {

constexpr const char* kId = "20261130T063211.978Z-223a-stopped";

/// The exit codes that docs/log.md and docs/incidents.md name.
int exit_code(const unit_test::TempFolder& state, std::vector<std::string> words) {
    return cli::run_incidents(words, {{"XDG_STATE_HOME", state.path().string()}});
}

}  // namespace

TEST_CASE("without incidents an empty list is a success, and none can be shown") {
    const unit_test::TempFolder state;
    CHECK(exit_code(state, {}) == 0);
    CHECK(exit_code(state, {"list"}) == 0);
    CHECK(exit_code(state, {"show"}) == 1);
    CHECK(exit_code(state, {"show", "latest"}) == 1);
    CHECK(exit_code(state, {"show", "--json"}) == 1);
    CHECK(exit_code(state, {"report"}) == 1);
    CHECK(exit_code(state, {"nonsense"}) == 2);
}

TEST_CASE("one incident can be shown, by its id, and another cannot") {
    const unit_test::TempFolder state;
    const std::string folder = std::string("gopls-proxy/incidents/") + kId;
    std::filesystem::create_directories(state.path() / folder);
    state.write(folder + "/incident.json", R"({"schema": 1, "verdict": "stopped"})");
    CHECK(exit_code(state, {"show"}) == 0);
    CHECK(exit_code(state, {"show", "20261130"}) == 0);
    CHECK(exit_code(state, {"report", kId}) == 0);
    CHECK(exit_code(state, {"show", "20251130"}) == 1);
}
