#include "cli/health/plan.hpp"

#include <algorithm>

#include "support/catch.hpp"

using cli::health::Candidate;
using cli::health::candidate_of;
using cli::health::choose_files;
using cli::health::Kind;
using cli::health::PlannedFile;
using cli::health::requests_in;
using cli::health::saves_in_round;
using cli::health::Step;
using cli::health::steps_of;

namespace {

using Names = std::vector<std::string>;

Candidate file(std::string path, std::uint64_t bytes, std::size_t imports) {
    return {std::move(path), bytes, imports, true, false};
}

}  // namespace

TEST_CASE("the largest file comes first, then the one with the most imports") {
    const std::vector<Candidate> files = {file("a/a.go", 10, 1), file("b/b.go", 30, 0),
                                          file("c/c.go", 20, 9), file("d/d.go", 25, 2)};
    CHECK(choose_files(files, 3) == Names{"b/b.go", "c/c.go", "d/d.go"});
    CHECK(choose_files(files, 9).size() == 4);
    CHECK(choose_files({}, 3).empty());
}

TEST_CASE("files of other folders come before further files of the same") {
    CHECK(choose_files({file("a/1.go", 100, 9), file("a/2.go", 99, 8), file("b/3.go", 1, 0)}, 2) ==
          Names{"a/1.go", "b/3.go"});
}

TEST_CASE("tests and files that gopls may leave out come last") {
    Candidate test = file("a_test.go", 1000, 9);
    test.is_test = true;
    Candidate generated = file("z.pb.go", 9000, 9);
    generated.is_ordinary = false;
    CHECK(choose_files({generated, test, file("a.go", 1, 0)}, 3) ==
          Names{"a.go", "a_test.go", "z.pb.go"});
}

TEST_CASE("the choice does not depend on the order in which files are found") {
    std::vector<Candidate> files = {file("a.go", 5, 1), file("b.go", 5, 1), file("c/c.go", 5, 1)};
    const Names chosen = choose_files(files, 2);
    std::reverse(files.begin(), files.end());
    CHECK(choose_files(files, 2) == chosen);
    CHECK(chosen == Names{"a.go", "c/c.go"});
}

TEST_CASE("a candidate knows its file by name and text") {
    const Candidate plain = candidate_of("x/a.go", "package a\nimport \"fmt\"\n");
    CHECK(plain.bytes == 23);
    CHECK(plain.imports == 1);
    CHECK(plain.is_ordinary);
    CHECK_FALSE(plain.is_test);
    CHECK(candidate_of("x/a_test.go", "package a\n").is_test);
    CHECK_FALSE(candidate_of("x/a_windows.go", "package a\n").is_ordinary);
    CHECK_FALSE(candidate_of("a.go", "//go:build ignore\n\npackage a\n").is_ordinary);
}

TEST_CASE("saves are spread evenly over the rounds, and all are made") {
    CHECK(saves_in_round(0, 5, 10) == 0);
    for (int round = 1; round <= 5; ++round) CHECK(saves_in_round(round, 5, 10) == 2);
    for (const int saves : {0, 1, 3, 7, 1000}) {
        int sum = 0;
        for (int round = 1; round <= 4; ++round) sum += saves_in_round(round, 4, saves);
        CHECK(sum == saves);
    }
}

TEST_CASE("a round asks four requests of each file, at another place each time") {
    const std::vector<PlannedFile> files = {{"a.go", "file:///a.go", "", {{1, 0}, {2, 0}}},
                                            {"b.go", "file:///b.go", "", {{3, 0}}}};
    const std::vector<Step> warm_up = steps_of(files, 0, 2, 3);
    REQUIRE(warm_up.size() == 8);
    CHECK(warm_up[0].kind == Kind::kDefinition);
    CHECK(warm_up[3].kind == Kind::kCompletion);
    CHECK(warm_up[0].probe == 0);
    CHECK(warm_up[4].file == 1);

    std::size_t requests = warm_up.size();
    for (int round = 1; round <= 2; ++round) {
        for (const Step& step : steps_of(files, round, 2, 3)) {
            requests += step.kind == Kind::kAfterEdit ? 2 : 1;
            CHECK(step.probe < files[step.file].probes.size());
        }
    }
    CHECK(steps_of(files, 1, 2, 3)[0].probe == 1);
    CHECK(requests == requests_in(2, 2, 3));
}
