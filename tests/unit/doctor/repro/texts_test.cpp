#include "doctor/repro/texts.hpp"

#include "support/catch.hpp"

using doctor::directives_of;
using doctor::go_skeleton;
using doctor::lines_of;
using doctor::with_paths;
using doctor::without_comments;

TEST_CASE("Of a Go file, the package clause and the imports are left") {
    CHECK(
        go_skeleton("// secret\n//go:build linux\n\n/* package no */ package a // b\n\n"
                    "import \"fmt\"\nimport (\n\t// secret\n\tx \"a.b/c\"; . \"d\"\n\n\t_ `e`\n)\n"
                    "var secret = \"import\"\nfunc f() {}\n") ==
        "package a\nimport _ \"fmt\"\nimport _ \"a.b/c\"\nimport _ \"d\"\nimport _ `e`\n");
    CHECK(go_skeleton("package a\n// #include <x.h>\nimport \"C\"\n") ==
          "package a\nimport \"C\"\n");
    CHECK(go_skeleton("\xef\xbb\xbfpackage \xc3\xa9\n") == "package \xc3\xa9\n");
    CHECK(go_skeleton("package a; import (); var x = 1") == "package a\n");
}

TEST_CASE("A Go file that is broken or empty leaks nothing") {
    CHECK(go_skeleton("").empty());
    CHECK(go_skeleton("<<<<<<< HEAD\npackage a\n").empty());
    CHECK(go_skeleton("package a\nimport (\n\tsecret()\n)\n") == "package a\n");
    CHECK(go_skeleton("package a\nimport \"unclosed\nsecret\n") == "package a\n");
    CHECK(go_skeleton("package a\nimport `secret\nsecret`\n") == "package a\n");
    CHECK(go_skeleton("package a /* unclosed import \"x\"") == "package a\n");
}

TEST_CASE("Comments of module files go, except // indirect") {
    CHECK(without_comments("// secret\nmodule a.b/c // secret\n\nrequire (\n\td.e/f v1.0.0 // "
                           "indirect\n\tg.h/i v1.0.0 //secret\n)\n") ==
          "module a.b/c\n\nrequire (\n\td.e/f v1.0.0 // indirect\n\tg.h/i v1.0.0\n)\n");
    CHECK(without_comments("replace a => ./x//y\n") == "replace a => ./x//y\n");
}

TEST_CASE("Paths are replaced as whole words") {
    const doctor::Renamed renamed = {{"../lib", "./outside/lib"}, {"/home/u/x", "./outside/x"}};
    CHECK(with_paths("use ../lib\nuse (\n\t../lib/sub\n\t\"/home/u/x\"\n)", renamed) ==
          "use ./outside/lib\nuse (\n\t../lib/sub\n\t\"./outside/x\"\n)");
    CHECK(with_paths("", renamed).empty());
}

TEST_CASE("Module files are split into lines, and into blocks") {
    const std::string text = "module a\n\nrequire (\n\tb v1\n\tc v1\n)\nreplace (\n)\nexclude d v1";
    CHECK(lines_of(text).size() == 9);
    CHECK(directives_of(text) == std::vector<std::string>{"module a\n", "\n",
                                                          "require (\n\tb v1\n\tc v1\n)\n",
                                                          "replace (\n)\n", "exclude d v1"});
    CHECK(directives_of("use (\n\t./a\n").size() == 1);
}
