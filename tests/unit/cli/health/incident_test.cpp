#include "cli/health/incident.hpp"

#include "app/incidents/document.hpp"
#include "app/incidents/id.hpp"
#include "app/incidents/store.hpp"
#include "cli/health/json.hpp"
#include "support/catch.hpp"
#include "unit/cli/health/model.hpp"
#include "unit/temp_folder.hpp"

using namespace health_test;
using app::incidents::Store;

TEST_CASE("a failed run is saved as an incident with its evidence, masked") {
    const unit_test::TempFolder folder;
    const cli::health::Evidence evidence{"Authorization: Bearer abcdef0123456789\nlast words\n",
                                         "goroutine 1 [running]:\n"};
    const auto saved =
        cli::health::save_incident(folder / "incidents", slow_load(), evidence, "the report\n");
    REQUIRE(saved.has_value());
    const Store store(folder / "incidents");
    const auto ids = store.ids();
    REQUIRE(ids.size() == 1);
    CHECK(saved->folder == store.folder(ids[0]));
    CHECK(app::incidents::is_id(ids[0]));
    CHECK(ids[0].ends_with("-unhealthy"));

    const auto document = app::incidents::parsed(*store.read(ids[0], "incident.json"));
    CHECK(document.at("verdict") == "unhealthy");
    CHECK(document.at("sentence") == slow_load().summary);
    CHECK(document.at("evidence").at("load") == "2.0 s (limit 1.0 s, exceeded)");
    CHECK(document.at("timeline").size() == 2);
    CHECK(*store.read(ids[0], "report.txt") == "the report\n");
    CHECK(*store.read(ids[0], "stacks.txt") == evidence.stacks);
    const std::string words = *store.read(ids[0], "stderr.txt");
    CHECK(words.find("last words") != std::string::npos);
    CHECK(words.find("abcdef0123456789") == std::string::npos);
    CHECK(app::incidents::parsed(*store.read(ids[0], "health.json")).at("verdict") == "unhealthy");
}

TEST_CASE("evidence that gopls did not give has no file") {
    const unit_test::TempFolder folder;
    REQUIRE(
        cli::health::save_incident(folder / "incidents", failed_run(), {}, "report\n").has_value());
    const Store store(folder / "incidents");
    CHECK(store.files(store.ids().at(0)).size() == 3);
    CHECK(store.ids().at(0).ends_with("-unmeasured"));
}

TEST_CASE("an incident that cannot be saved is an error with the path") {
    const unit_test::TempFolder folder;
    const std::string file = folder.write("file", "");
    const auto saved = cli::health::save_incident(file, slow_load(), {}, "");
    REQUIRE(saved.has_error());
    CHECK(saved.error().sentence.starts_with("cannot save the evidence in " + file));
}
