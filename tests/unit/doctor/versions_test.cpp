#include "doctor/versions.hpp"

#include "doctor/words.hpp"
#include "support/catch.hpp"

using namespace doctor;

TEST_CASE("Versions of Go are ordered as the go command orders them") {
    const std::vector<std::string> ascending = {
        "1.21",    "1.21rc2",   "1.21.0",   "1.21.3",   "go1.25",    "go1.26",  "1.26beta1",
        "1.26rc1", "go1.26rc2", "go1.26.0", "go1.26.8", "go1.26.10", "1.100.1", "2.0"};
    for (std::size_t i = 0; i + 1 < ascending.size(); ++i) {
        INFO(ascending[i] << " before " << ascending[i + 1]);
        const auto a = parse_go_version(ascending[i]);
        const auto b = parse_go_version(ascending[i + 1]);
        REQUIRE(a);
        REQUIRE(b);
        CHECK(*a < *b);
        CHECK_FALSE(*b < *a);
    }
}

TEST_CASE("A version of Go may have a suffix") {
    for (const std::string text :
         {"go1.26.8 X:nocoverageredesign", "go1.26.8-custom", "1.26.8+x"}) {
        INFO(text);
        const auto version = parse_go_version(text);
        REQUIRE(version);
        CHECK(version->minor == 26);
        CHECK(version->patch == 8);
    }
    CHECK(parse_go_version("devel go1.27-abcdef")->minor == 27);
    for (const std::string text : {"", "go", "go1", "go1.x", "1.2.x", "default", "1.26.8beta"}) {
        INFO(text);
        CHECK_FALSE(parse_go_version(text));
    }
}

TEST_CASE("The gopls that fits is the newest one that the Go builds") {
    const auto fitting = [](const char* go) { return fitting_gopls(*parse_go_version(go)); };
    CHECK(fitting("1.11") == "v0.7.5");
    CHECK(fitting("1.17.13") == "v0.11.0");
    CHECK(fitting("1.18") == "v0.14.2");
    CHECK(fitting("1.20.14") == "v0.15.3");
    CHECK(fitting("1.22.5") == "v0.16.2");
    CHECK(fitting("1.23.0") == "v0.16.2");
    CHECK(fitting("1.23.1") == "v0.17.1");
    CHECK(fitting("1.24.2") == "v0.20.0");
    CHECK(fitting("1.25.3") == "v0.21.1");
    CHECK(fitting("1.26.8") == "v0.23.0");
    CHECK(fitting("1.27rc1") == "v0.23.0");
    CHECK(fitting("1.27.0") == "v0.24.0");
    CHECK(fitting("1.28.0") == "latest");
}

TEST_CASE("Versions of gopls are compared by number") {
    CHECK(*parse_gopls_version("v0.9.5") < *parse_gopls_version("v0.23.0"));
    CHECK(*parse_gopls_version("v0.23.0-pre.1") == *parse_gopls_version("v0.23.0"));
    CHECK_FALSE(parse_gopls_version("(devel)"));
    CHECK_FALSE(parse_gopls_version("0.23.0"));
}

TEST_CASE("Lists are cut, and paths are quoted for a shell") {
    CHECK(listed({}) == "");
    CHECK(listed({"a"}) == "a");
    CHECK(listed({"a", "b"}) == "a and b");
    CHECK(listed({"a", "b", "c"}) == "a, b and c");
    CHECK(listed({"a", "b", "c", "d", "e"}, 2) == "a, b and 3 more");
    CHECK(counted(1, "file", "files") == "1 file");
    CHECK(counted(2, "file", "files") == "2 files");
    CHECK(shell_word("/w/a-b_1.go") == "/w/a-b_1.go");
    CHECK(shell_word("/w/with blank") == "'/w/with blank'");
    CHECK(shell_word("it's") == "'it'\\''s'");
    CHECK(shell_word("~x") == "'~x'");
    CHECK(shell_word("") == "''");
    CHECK(command_line({"go", "work", "edit", "-dropuse=./a b"}) ==
          "go work edit '-dropuse=./a b'");
    CHECK(is_within("/w/a", "/w"));
    CHECK(is_within("/w", "/w"));
    CHECK(is_within("/w", "/"));
    CHECK_FALSE(is_within("/with", "/w"));
    CHECK(relative_to("/w/a", "/w") == "./a");
    CHECK(relative_to("/x", "/w") == "../x");
}
