#include "cli/doctor/price.hpp"

#include "unit/doctor/facts_support.hpp"
#include "unit/temp_folder.hpp"

using cli::doctor::file_to_measure;
using cli::doctor::measure_prices;
using unit_test::TempFolder;

namespace {

doctor::Facts facts_with_staticcheck(const std::string& folder) {
    doctor::Facts facts = unit_test::healthy_facts();
    facts.folder = folder;
    doctor::EditorFile file{"VS Code", "/s.json", doctor::Dialect::kVsCode, false,
                            R"({"gopls": {"staticcheck": true}})"};
    doctor::read_settings_of(file);
    facts.editor_files = {file};
    return facts;
}

}  // namespace

TEST_CASE("The largest Go file besides tests is measured") {
    const TempFolder folder;
    CHECK(file_to_measure(folder.path().string()).empty());
    folder.write("a.go", "package a\n");
    folder.write("b/b.go", "package b // larger\n");
    folder.write("b/b_test.go", std::string(1000, '/'));
    folder.write("vendor/c.go", std::string(1000, '/'));
    folder.write("testdata/c.go", std::string(1000, '/'));
    folder.write("huge.go", std::string(std::size_t{1} << 20, '/'));
    CHECK(file_to_measure(folder.path().string()) == folder / "b/b.go");
}

TEST_CASE("Without a costly setting nothing is measured") {
    CHECK(measure_prices(unit_test::healthy_facts(), [](const auto&) { FAIL(); }).empty());
}

TEST_CASE("A price that cannot be measured has a reason") {
    const TempFolder folder;
    doctor::Facts facts = facts_with_staticcheck(folder.path().string());
    const auto prices = measure_prices(facts, [](const auto&) {});
    REQUIRE(prices.size() == 1);
    CHECK(prices[0].name == "staticcheck");
    CHECK(prices[0].failure == "the folder has no Go file");
    folder.write("a.go", "package a\n");
    facts.tools.gopls->path = folder.write_program("gopls", "#!/bin/sh\nexit 1\n");
    CHECK(measure_prices(facts, [](const auto&) {}).at(0).failure == "gopls ended");
    facts.tools.gopls.reset();
    CHECK(measure_prices(facts, [](const auto&) {}).at(0).failure == "gopls was not found");
}

TEST_CASE("A price compares the times with and without a setting") {
    doctor::Price price{"staticcheck", {1.5, 0.25, 0.4}, {1.0, 0.25, 0.1}, {}};
    CHECK(
        doctor::words_for(price) ==
        "after an edit 0.40 s, without it 0.10 s (4.0 times); load 1.50 s, without it 1.00 s (1.5 "
        "times); first diagnostics 0.25 s, without it 0.25 s (1.0 times)");
    price.without.edit = 0;
    price.with.edit = 0;
    CHECK(doctor::words_for(price).starts_with("after an edit under 0.05 s; load 1.50 s"));
    price.failure = "gopls ended";
    CHECK(doctor::words_for(price) == "not measured: gopls ended");
    doctor::Facts facts = facts_with_staticcheck("/w");
    facts.prices = {price};
    const auto finding = unit_test::only(facts, "gopls-settings-costly");
    CHECK(unit_test::contains(finding.why, " The price was not measured: gopls ended."));
}
