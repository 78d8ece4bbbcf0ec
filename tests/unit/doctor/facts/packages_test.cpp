#include "doctor/facts/packages.hpp"

#include "doctor/facts/build_tags.hpp"
#include "doctor/facts/servers.hpp"
#include "support/catch.hpp"

using namespace doctor;

TEST_CASE("Packages with cgo are read from a sequence of JSON objects") {
    const auto packages = read_cgo_packages(R"({"Dir":"/w","ImportPath":"m"}
        {"Dir":"/w/c","ImportPath":"m/c","CgoFiles":["c.go"],"CgoCFLAGS":["-I/w/inc"],
         "CgoCPPFLAGS":["-DX"],"CgoPkgConfig":["zlib"]}
        {"Dir":"/w/d","Import)");
    REQUIRE(packages.size() == 1);
    CHECK(packages[0].import_path == "m/c");
    CHECK(packages[0].flags == std::vector<std::string>{"-DX", "-I/w/inc"});
    CHECK(packages[0].pkg_config == std::vector<std::string>{"zlib"});
    CHECK(read_cgo_packages("").empty());
    CHECK(read_cgo_packages("\n").empty());
}

TEST_CASE("The includes above import C are found, with their lines") {
    const auto includes = includes_of(
        "package a\n\n// #include <not.h>\n\n/*\n#cgo CFLAGS: -I.\n#include <stdio.h>\n"
        " # include \"own.h\" // why\n#ifdef X\n#include <maybe.h>\n#endif\n#include <last.h>\n"
        "#include \"_cgo_export.h\"\n*/\nimport \"C\"\n\n/*\n#include <later.h>\n*/\n");
    REQUIRE(includes.size() == 3);
    CHECK(includes[0].header == "<stdio.h>");
    CHECK(includes[0].line == 7);
    CHECK(includes[1].header == "\"own.h\"");
    CHECK(includes[1].line == 8);
    CHECK(includes[2].header == "<last.h>");

    const auto of_lines =
        includes_of("package a\n// #include <a.h>\n//#include <b.h>\nimport \"C\"\n");
    REQUIRE(of_lines.size() == 2);
    CHECK(of_lines[1].line == 3);
    CHECK(includes_of("package a\n// #include <a.h>\n\nimport \"C\"\n").empty());
    CHECK(includes_of("package a\n/*\n#include <a.h>\n*/\nimport \"fmt\"\n").empty());
}

TEST_CASE("The probe names each header by its number") {
    CHECK(probe_of({{"<a.h>", 1}, {"\"b.h\"", 2}}) ==
          "#if !__has_include(<a.h>)\ngopls_proxy_missing_header 0\n#endif\n"
          "#if !__has_include(\"b.h\")\ngopls_proxy_missing_header 1\n#endif\n");
}

TEST_CASE("Flags are split at blanks outside of quotes") {
    CHECK(split_flags("-g  -O2") == std::vector<std::string>{"-g", "-O2"});
    CHECK(split_flags("-I'/a b' \"-Dx=y z\"") == std::vector<std::string>{"-I/a b", "-Dx=y z"});
    CHECK(split_flags("''") == std::vector<std::string>{""});
    CHECK(split_flags("  ").empty());
}

TEST_CASE("Build tags are compared sorted") {
    CHECK(tags_in({"-v", "-tags=b,a"}) == "a,b");
    CHECK(tags_in({"--tags", "b a"}) == "a,b");
    CHECK(tags_in({"-tags=a", "-tags=c"}) == "c");
    CHECK(tags_in({"-tags"}).empty());
    CHECK(tags_in({}).empty());
}

TEST_CASE("Build tags are read from the settings of VS Code") {
    const auto file = [](const std::string& text, bool in_workspace) {
        doctor::EditorFile read{"VS Code", "/s.json", doctor::Dialect::kVsCode, in_workspace, text};
        doctor::read_settings_of(read);
        return read;
    };
    const auto user = file(R"({
        // a comment
        "go.buildTags": "x y,",
        "gopls": { "build.buildFlags": ["-tags=z"], "ui.semanticTokens": true, },
        "url": "http://x/,]",
    })",
                           false);
    const auto tags = editor_tags({user, file("{", true), file("[]", true)});
    REQUIRE(tags.size() == 2);
    CHECK(tags[0].source == "go.buildTags");
    CHECK(tags[0].tags == "x,y");
    CHECK(tags[1].source == "gopls.build.buildFlags");
    CHECK(tags[1].tags == "z");
    CHECK(tags[1].file == "/s.json");
    // Those of the folder override them.
    const auto both = editor_tags({user, file(R"({"go.buildFlags": ["-tags", "w"]})", true)});
    REQUIRE(both.size() == 1);
    CHECK(both[0].tags == "w");
}

TEST_CASE("The environment of a process is read from /proc") {
    using namespace std::string_view_literals;
    const auto environment = read_environ("A=1\0B=x=y\0\0=odd\0nothing\0A=2"sv);
    CHECK(environment == app::Environment{{"A", "2"}, {"B", "x=y"}});
    CHECK(read_environ("").empty());
}
