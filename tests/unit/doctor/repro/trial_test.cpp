#include "doctor/repro/trial.hpp"

#include "doctor/repro/reproduce.hpp"
#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace doctor;

namespace {

Finding finding(std::string_view id, Severity severity, const std::string& seen,
                const std::string& file = "") {
    Finding one{.id = id, .severity = severity, .seen = seen, .why = {}};
    if (!file.empty()) one.place = Place{file, 1};
    return one;
}

}  // namespace

TEST_CASE("The signs of a finding do not depend on its folder and line") {
    const Signs one = signs_of(
        {finding("x", Severity::kError, "/a/go.mod:5: words 7 of /a/b", "/a/go.mod")}, "x", "/a");
    const Signs other = signs_of(
        {finding("x", Severity::kError, "/tmp/w/go.mod:12: words 7 of /tmp/w/b", "/tmp/w/go.mod")},
        "x", "/tmp/w");
    CHECK(one.words == std::vector<std::string>{"./go.mod:: words 7 of ./b"});
    CHECK(shows_same(one, other));
    const Findings elsewhere = {finding("x", Severity::kError, "/go.mod", "/go.mod")};
    CHECK(signs_of(elsewhere, "x", "/a").words.empty());
}

TEST_CASE("An error keeps its words, other findings may list less, and none is new") {
    const auto signs = [](const Findings& findings) { return signs_of(findings, "x", "/a"); };
    const Signs error = signs({finding("x", Severity::kError, "one")});
    CHECK(shows_same(error, signs({finding("x", Severity::kError, "one")})));
    CHECK_FALSE(shows_same(error, signs({finding("x", Severity::kError, "two")})));
    CHECK_FALSE(shows_same(error, signs({})));
    CHECK(shows_same(error, signs({finding("x", Severity::kError, "two"),
                                   finding("x", Severity::kError, "one")})));
    CHECK_FALSE(shows_same(error, signs({finding("x", Severity::kError, "one"),
                                         finding("y", Severity::kWarning, "new")})));
    CHECK(shows_same(error, signs({finding("x", Severity::kError, "one"),
                                   finding("y", Severity::kNote, "new")})));
    const auto load = [&](const std::string& words) {
        return signs({finding("x", Severity::kWarning, words)});
    };
    CHECK(shows_same(load("2 packages of 9 cannot be loaded, first: no a.b/c"),
                     load("1 package of 1 cannot be loaded, first: no a.b/c")));
    CHECK_FALSE(shows_same(load("2 packages of 9 cannot be loaded, first: no a.b/c"),
                           load("2 packages of 9 cannot be loaded, first: no Go files")));
    const Signs note =
        signs({finding("x", Severity::kNote, "a and b"), finding("y", Severity::kWarning, "more")});
    CHECK(shows_same(note, signs({finding("x", Severity::kNote, "a")})));
}

TEST_CASE("Files are written with their folders") {
    const unit_test::TempFolder folder;
    CHECK(write_files(folder.path().string(), {{"a/b/go.mod", "module x\n"}, {"c.go", ""}}) == "");
    CHECK(unit_test::content_of(folder / "a/b/go.mod") == "module x\n");
    CHECK(std::filesystem::exists(folder / "c.go"));
    const std::string failure = write_files(folder.path().string(), {{"c.go/x", ""}});
    CHECK(failure.find("c.go/x") != std::string::npos);
}

TEST_CASE("Findings that are not about files of a workspace are refused with the reason") {
    CHECK(why_not_apart("gopls-missing").find("installed programs") != std::string::npos);
    CHECK(why_not_apart("workspace-remote").find("this machine") != std::string::npos);
    CHECK(why_not_apart("replace-dirty").find("git") != std::string::npos);
    CHECK(why_not_apart("go-work-lost").empty());
}
