#include "doctor/facts/file_events.hpp"

#include <filesystem>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using doctor::EventProbe;

TEST_CASE("A file that is created is seen, and nothing of the probe is left") {
    const unit_test::TempFolder folder;
    const std::string path = folder.path().string();
    const EventProbe probe = doctor::probe_file_events(path, {"/nonexistent", "relative", path});
    CHECK(probe.outcome == EventProbe::Outcome::kSeen);
    CHECK(probe.folder == path);
    CHECK(probe.is_of_workspace);
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("Without a writable folder nothing is probed") {
    CHECK(doctor::probe_file_events("/", {"/nonexistent", ""}).outcome ==
          EventProbe::Outcome::kNotTried);
}
