#include "doctor/remove_setting.hpp"

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using unit_test::content_of;
using unit_test::TempFolder;

TEST_CASE("A setting is removed from a file, with a backup") {
    const TempFolder folder;
    const std::string before =
        "{\n  // mine\n  \"gopls\": {\n    \"newDiff\": \"both\",\n"
        "    \"staticcheck\": true\n  }\n}\n";
    const std::string file = folder.write("settings.json", before);
    const auto backup = doctor::remove_from_file({file, {"gopls", "newDiff"}, "both"});
    REQUIRE(backup.has_value());
    CHECK(content_of(*backup) == before);
    CHECK(content_of(file) == "{\n  // mine\n  \"gopls\": {\n    \"staticcheck\": true\n  }\n}\n");
}

TEST_CASE("A setting that has changed, or a file that is gone, is left alone") {
    const TempFolder folder;
    const std::string file = folder.write("settings.json", R"({"gopls": {"newDiff": "new"}})");
    CHECK(doctor::remove_from_file({file, {"gopls", "newDiff"}, "both"}).has_error());
    CHECK(doctor::remove_from_file({file, {"gopls", "other"}, 1}).has_error());
    CHECK(doctor::remove_from_file({folder / "none.json", {"a"}, 1}).has_error());
    CHECK(content_of(file) == R"({"gopls": {"newDiff": "new"}})");
    CHECK_FALSE(std::filesystem::exists(file + ".gopls-proxy-backup"));
}
