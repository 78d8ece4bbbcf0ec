#include "doctor/facts/modules.hpp"

#include "doctor/facts/gather_modules.hpp"
#include "support/catch.hpp"

using namespace doctor;

TEST_CASE("Errors of the go command's parser have a file and a line") {
    const auto errors = syntax_errors(
        "go: errors parsing go.mod:\n/w/go.mod:5: unknown directive: <<<<<<<\n"
        "/w/go.mod:9:2: unknown directive: >>>>>>>\n",
        "/w/go.mod");
    REQUIRE(errors.size() == 2);
    CHECK(errors[0].place.file == "/w/go.mod");
    CHECK(errors[0].place.line == 5);
    CHECK(errors[0].words == "unknown directive: <<<<<<<");
    CHECK(errors[1].place.line == 9);

    const auto relative =
        syntax_errors("go: errors parsing go.work:\ngo.work:5: usage: use dir\n", "/w/go.work");
    REQUIRE(relative.size() == 1);
    CHECK(relative[0].place.file == "/w/go.work");
    CHECK(relative[0].place.line == 5);

    const auto other = syntax_errors("go: cannot read\n", "/w/go.mod");
    REQUIRE(other.size() == 1);
    CHECK(other[0].place.line == 0);
    CHECK(other[0].words == "cannot read");
    CHECK(syntax_errors("", "/w/go.mod").size() == 1);
}

TEST_CASE("A go.sum is checked line by line") {
    CHECK(errors_in_sum("", "s").empty());
    CHECK(
        errors_in_sum("a.b/c v1.0.0 h1:x=\na.b/c v1.0.0/go.mod h1:y=\n\na.b/c v1.0.0 h1:x=\n", "s")
            .empty());
    const auto errors = errors_in_sum(
        "a.b/c v1.0.0 h1:x=\n<<<<<<< HEAD\na.b/c v1.0.0 h1:z=\n=======\nword\n>>>>>>> x\n", "s");
    REQUIRE(errors.size() == 5);
    CHECK(errors[0].place.line == 2);
    CHECK(errors[1].place.line == 3);
    CHECK(errors[1].words == "a.b/c v1.0.0 has another hash than on line 1");
    CHECK(errors[2].place.line == 4);
    CHECK(errors[3].words == "malformed line: 1 word instead of 3");
    CHECK(errors[4].place.line == 6);
}

TEST_CASE("A module is read from the go command's JSON") {
    const Module module = read_module(R"({"Module":{"Path":"x.y/m"},"Go":"1.26",
        "Toolchain":"go1.26.8",
        "Require":[{"Path":"a.b/c","Version":"v1.0.0"},
                   {"Path":"d.e/f","Version":"v2.0.0","Indirect":true}],
        "Replace":[{"Old":{"Path":"a.b/c"},"New":{"Path":"../c"}},
                   {"Old":{"Path":"d.e/f","Version":"v2.0.0"},"New":{"Path":"g.h/i","Version":"v1.0.0"}}],
        "Exclude":null})",
                                      "/w");
    CHECK(module.path == "x.y/m");
    CHECK(module.go == "1.26");
    CHECK(module.toolchain == "go1.26.8");
    REQUIRE(module.requirements.size() == 2);
    CHECK_FALSE(module.requirements[0].indirect);
    CHECK(module.requirements[1].indirect);
    REQUIRE(module.replacements.size() == 2);
    CHECK(module.replacements[0].is_local());
    CHECK_FALSE(module.replacements[1].is_local());
    CHECK(module.file() == "/w/go.mod");

    const Module broken = read_module("", "/w");
    CHECK(broken.path.empty());
    CHECK(broken.requirements.empty());
}

TEST_CASE("The folders of go.work are relative to it") {
    const WorkFile work = read_work_file(
        R"({"Go":"1.26","Use":[{"DiskPath":"."},{"DiskPath":"./a/"},{"DiskPath":"../b"},
            {"DiskPath":"/c"}],"Replace":null})",
        "/w/x/go.work");
    REQUIRE(work.uses.size() == 4);
    CHECK(work.uses[0].folder == "/w/x");
    CHECK(work.uses[1].folder == "/w/x/a");
    CHECK(work.uses[2].folder == "/w/b");
    CHECK(work.uses[3].folder == "/c");
    CHECK(work.folder() == "/w/x");
}

TEST_CASE("A word is found on its line, not inside another or in a comment") {
    const std::string text =
        "module m\n// a.b/c\nrequire a.b/cd v1\nrequire (\n\ta.b/c v1\n)\n"
        "replace a.b/c => \"../c\"\n";
    CHECK(line_of(text, "a.b/c") == 5);
    CHECK(line_of(text, "a.b/c", 5) == 7);
    CHECK(line_of(text, "../c") == 7);
    CHECK(line_of(text, "nothing") == 0);
}

TEST_CASE("A copy of go.work has absolute paths") {
    WorkFile work = read_work_file(R"({"Go":"1.26","Use":[{"DiskPath":"./a b"}],
        "Replace":[{"Old":{"Path":"x.y/z","Version":"v1.0.0"},"New":{"Path":"./fork"}},
                   {"Old":{"Path":"p.q/r"},"New":{"Path":"s.t/u","Version":"v2.0.0"}}]})",
                                   "/w/go.work");
    CHECK(copy_of(work) ==
          "go 1.26\nuse \"/w/a b\"\nreplace x.y/z v1.0.0 => \"/w/fork\"\n"
          "replace p.q/r => s.t/u v2.0.0\n");
}

TEST_CASE("Versions that the workspace changes are found") {
    const std::string alone = R"({"Path":"x.y/m","Main":true}
        {"Path":"a.b/c","Version":"v1.0.0"} {"Path":"d.e/f","Version":"v1.0.0"}
        {"Path":"only/here","Version":"v1.0.0"})";
    const std::string in_workspace = R"({"Path":"x.y/m","Main":true}
        {"Path":"a.b/c","Version":"v1.2.0"}
        {"Path":"d.e/f","Version":"v1.0.0","Replace":{"Path":"./fork","Dir":"/w/fork"}}
        {"Path":"g.h/i","Version":"v1.0.0"} {"Path":"cut of)";
    const auto changes = version_changes("x.y/m", alone, in_workspace);
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].dependency == "a.b/c");
    CHECK(changes[0].alone == "v1.0.0");
    CHECK(changes[0].in_workspace == "v1.2.0");
    CHECK(changes[1].in_workspace == "v1.0.0 => /w/fork");
    CHECK(version_changes("x.y/m", alone, alone).empty());
}
