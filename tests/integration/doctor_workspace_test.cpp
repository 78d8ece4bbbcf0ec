// `gopls-proxy doctor` with the real go: workspaces that are broken, each in one way.
#include <filesystem>

#include "support/catch.hpp"
#include "support/doctor_runs.hpp"

using support::examine;
using support::Examined;
using support::Sandbox;
using support::says;

namespace fs = std::filesystem;

namespace {

/// A sandbox with modules in `w`.
struct WorkspaceForDoctor : Sandbox {
    WorkspaceForDoctor() { support::prepare_for_doctor(*this); }
    void module(const std::string& folder, const std::string& path,
                const std::string& lines = "") const {
        write(folder + "/go.mod", "module " + path + "\n\ngo 1.20\n" + lines);
        write(folder + "/x.go", "package x\n");
    }
    Examined examined() const { return examine(*this, "w"); }
};

}  // namespace

TEST_CASE("module files that do not parse are found with their line", "[doctor_workspace][real]") {
    WorkspaceForDoctor sandbox;
    sandbox.module("w", "example.com/w");
    CHECK(sandbox.examined().code == 0);
    SECTION("a conflict in go.mod") {
        sandbox.module("w", "example.com/w",
                       "\n<<<<<<< HEAD\nrequire a.b/c v1.0.0\n=======\nrequire a.b/c v1.1.0\n"
                       ">>>>>>> x\n");
        const Examined result = sandbox.examined();
        CHECK(result.line("go-mod-syntax") == 5);
        CHECK(says(result.finding("go-mod-syntax")["seen"], "merge conflict"));
        CHECK(result.code == 1);
    }
    SECTION("an unknown word in go.mod") {
        sandbox.module("w", "example.com/w", "\nrequires a.b/c v1.0.0\n");
        CHECK(sandbox.examined().line("go-mod-syntax") == 5);
    }
    SECTION("two versions in go.mod") {
        sandbox.module("w", "example.com/w", "require a.b/c v1.0.0\nrequire a.b/c v1.1.0\n");
        CHECK(sandbox.examined().line("go-mod-duplicate") == 5);
    }
    SECTION("two replacements in go.mod") {
        sandbox.module("w/c", "a.b/c");
        sandbox.module("w/d", "a.b/c");
        sandbox.module("w", "example.com/w", "replace a.b/c => ./c\nreplace a.b/c => ./d\n");
        const Examined result = sandbox.examined();
        CHECK(says(result.finding("go-mod-refused")["seen"], "conflicting replacements"));
        CHECK(result.line("go-mod-refused") == 5);
    }
    SECTION("a conflict in go.sum") {
        sandbox.write("w/go.sum", "a.b/c v1.0.0 h1:x=\n<<<<<<< HEAD\na.b/c v1.1.0 h1:y=\n");
        CHECK(sandbox.examined().line("go-sum-syntax") == 2);
    }
    SECTION("a conflict in go.work") {
        sandbox.write("w/go.work", "go 1.20\n\n<<<<<<< HEAD\nuse .\n=======\n>>>>>>> x\n");
        CHECK(sandbox.examined().line("go-work-syntax") == 3);
    }
    SECTION("a go line that is too low in go.work") {
        sandbox.write("w/go.mod", "module example.com/w\n\ngo 1.22.0\n");
        sandbox.write("w/go.work", "go 1.21\n\nuse .\n");
        const Examined result = sandbox.examined();
        CHECK(result.line("go-work-refused") == 1);
        CHECK(says(result.finding("go-work-refused")["mend"][0], "go work use"));
    }
}

TEST_CASE("a folder in no module, and one above several", "[doctor_workspace][real]") {
    WorkspaceForDoctor sandbox;
    sandbox.write("w/a.go", "package a\n");
    CHECK(sandbox.examined().has("no-module"));
    sandbox.module("w/a", "example.com/a");
    sandbox.module("w/b", "example.com/b");
    fs::remove(sandbox.path("w/a.go"));
    const Examined several = sandbox.examined();
    CHECK(says(several.finding("modules-without-go-work")["mend"][0], "go work init ./a ./b"));
    CHECK_FALSE(several.has("no-module"));
    support::run_in(sandbox, "w", {"go", "work", "init", "./a", "./b"});
    CHECK(sandbox.examined().code == 0);
    CHECK_FALSE(sandbox.examined().has("modules-without-go-work"));
}

TEST_CASE("--fix drops a module that go.work lost, and it can be put back",
          "[doctor_workspace][real]") {
    WorkspaceForDoctor sandbox;
    sandbox.module("w/a", "example.com/a");
    const std::string text = "go 1.20\n\nuse (\n\t./a\n\t./gone\n)\n";
    sandbox.write("w/go.work", text);
    const Examined before = sandbox.examined();
    CHECK(before.line("go-work-lost") == 5);
    const Examined fixed = examine(sandbox, "w", {"--fix"});
    INFO(fixed.describe() << fixed.errors);
    REQUIRE(fixed.json["fixes"].size() == 1);
    CHECK(fixed.json["fixes"][0]["gone"] == true);
    CHECK(fixed.code == 0);
    CHECK_FALSE(says(sandbox.read("w/go.work"), "gone"));
    CHECK(says(sandbox.read("w/go.work"), "./a"));
    CHECK(support::run_in(sandbox, "w", {"go", "list", "-m"}) == "example.com/a\n");

    const std::string undo = before.finding("go-work-lost")["fix"]["undo"];
    support::run_in(sandbox, "w", {"/bin/sh", "-c", undo});
    CHECK(says(sandbox.read("w/go.work"), "./gone"));
}

TEST_CASE("--fix keeps a module of go.work whose go.mod is a link that leads nowhere",
          "[doctor_workspace][real]") {
    const std::string link = GENERATE("w/b/go.mod", "w/b");
    WorkspaceForDoctor sandbox;
    sandbox.module("w/a", "example.com/a");
    if (link != "w/b") sandbox.write("w/b/b.go", "package b\n");
    std::filesystem::create_symlink("/no/such/file", sandbox.path("w") / link.substr(2));
    const std::string text = "go 1.20\n\nuse ./a\nuse ./b\n";
    sandbox.write("w/go.work", text);
    const Examined fixed = examine(sandbox, "w", {"--fix"});
    INFO(fixed.describe() << fixed.errors);
    CHECK(fixed.line("go-work-lost") == 4);
    CHECK(fixed.finding("go-work-lost")["fix"].is_null());
    CHECK(fixed.code == 1);
    CHECK(sandbox.read("w/go.work") == text);
}

TEST_CASE("--fix keeps one of two lines of go.work for the same module",
          "[doctor_workspace][real]") {
    WorkspaceForDoctor sandbox;
    sandbox.module("w/a", "example.com/a");
    sandbox.module("w/b", "example.com/b");
    sandbox.write("w/go.work", "go 1.20\n\nuse ./a\nuse ./b\nuse ./a\nuse ./lost\n");
    CHECK(sandbox.examined().line("go-work-repeats") == 5);
    const Examined fixed = examine(sandbox, "w", {"--fix"});
    INFO(fixed.describe() << fixed.errors);
    CHECK(fixed.json["fixes"].size() == 2);
    for (const auto& one : fixed.json["fixes"]) CHECK(one["gone"] == true);
    CHECK(fixed.code == 0);
    CHECK(support::run_in(sandbox, "w", {"go", "list", "-m"}) == "example.com/a\nexample.com/b\n");
}

TEST_CASE("modules that are missing in go.work, and nested ones", "[doctor_workspace][real]") {
    WorkspaceForDoctor sandbox;
    sandbox.module("w", "example.com/w");
    sandbox.module("w/tools", "example.com/w/tools");
    sandbox.module("w/testdata/t", "example.com/t");
    CHECK(says(sandbox.examined().finding("nested-modules")["seen"], "./tools"));
    sandbox.write("w/go.work", "go 1.20\n\nuse .\n");
    const Examined result = sandbox.examined();
    CHECK(says(result.finding("go-work-misses")["mend"][0], "go work use ./tools"));
    CHECK_FALSE(says(result.json.dump(), "testdata"));
    const std::string before = sandbox.read("w/go.work");
    CHECK(examine(sandbox, "w", {"--fix"}).json["fixes"].empty());
    CHECK(sandbox.read("w/go.work") == before);
}

TEST_CASE("a replace line that leads nowhere, elsewhere or to changes",
          "[doctor_workspace][real]") {
    WorkspaceForDoctor sandbox;
    sandbox.module("w", "example.com/w", "\nrequire a.b/c v1.0.0\n\nreplace a.b/c => ../c\n");
    CHECK(sandbox.examined().line("replace-missing") == 7);
    fs::create_directories(sandbox.path("c"));
    CHECK(says(sandbox.examined().finding("replace-missing")["seen"], "has no go.mod"));
    sandbox.module("c", "fork.example/c");
    CHECK(says(sandbox.examined().finding("replace-other-module")["seen"], "fork.example/c"));
    sandbox.module("c", "a.b/c");
    CHECK(sandbox.examined().code == 0);
    if (support::find_on_path("git", sandbox.environment["PATH"]).empty()) {
        WARN("not run: no git");
        return;
    }
    const auto git = [&](const std::vector<std::string>& words) {
        std::vector<std::string> argv = {"git", "-c", "user.name=a", "-c", "user.email=a@b.c"};
        argv.insert(argv.end(), words.begin(), words.end());
        return support::run_in(sandbox, "c", argv);
    };
    git({"init", "-q"});
    git({"add", "."});
    git({"commit", "-q", "-m", "x"});
    CHECK_FALSE(sandbox.examined().has("replace-dirty"));
    sandbox.write("c/x.go", "package x // changed\n");
    const std::string commit = git({"rev-parse", "HEAD"}).substr(0, 12);
    CHECK(says(sandbox.examined().finding("replace-dirty")["seen"], commit));
}

TEST_CASE("a vendor folder that is stale, or has no effect", "[doctor_workspace][real]") {
    WorkspaceForDoctor sandbox;
    sandbox.module("w/dep", "a.b/c");
    sandbox.module("w", "example.com/w", "\nrequire a.b/c v1.0.0\n\nreplace a.b/c => ./dep\n");
    sandbox.write("w/x.go", "package x\n\nimport _ \"a.b/c\"\n");
    support::run_in(sandbox, "w", {"go", "mod", "vendor"});
    CHECK_FALSE(sandbox.examined().has("vendor-stale"));
    sandbox.module("w", "example.com/w", "\nrequire a.b/c v1.1.0\n\nreplace a.b/c => ./dep\n");
    const Examined stale = sandbox.examined();
    CHECK(says(stale.finding("vendor-stale")["seen"], "a.b/c@v1.1.0"));
    sandbox.module("w", "example.com/w", "\nrequire a.b/c v1.0.0\n\nreplace a.b/c => ./dep\n");
    sandbox.write("go.work", "go 1.20\n\nuse ./w\n");
    CHECK(sandbox.examined().has("vendor-ignored"));
}

TEST_CASE("versions that differ between modules, and that go.work changes",
          "[doctor_workspace][real]") {
    WorkspaceForDoctor sandbox;
    for (const char* version : {"v1.0.0", "v1.1.0"}) {
        support::publish(sandbox, "x.y/z", version,
                         {{"go.mod", "module x.y/z\n\ngo 1.20\n"}, {"z.go", "package z\n"}});
    }
    sandbox.module("w/a", "example.com/a", "\nrequire x.y/z v1.0.0\n");
    sandbox.module("w/b", "example.com/b", "\nrequire x.y/z v1.1.0\n");
    for (const char* folder : {"w/a", "w/b"}) {
        support::run_in(sandbox, folder, {"go", "mod", "download", "all"});
    }
    sandbox.write("w/go.work", "go 1.20\n\nuse (\n\t./a\n\t./b\n)\n");
    const auto before = support::files_in(sandbox, "w");
    const Examined result = sandbox.examined();
    INFO(result.describe());
    CHECK(says(result.finding("requirements-differ")["seen"], "v1.0.0 in ./a, v1.1.0 in ./b"));
    CHECK(says(result.finding("go-work-versions")["seen"], "x.y/z is v1.1.0 instead of v1.0.0"));
    // The go command itself would have written go.work.sum.
    CHECK(support::files_in(sandbox, "w") == before);

    sandbox.module("w/fork", "x.y/z");
    sandbox.module("w/b", "example.com/b", "\nrequire x.y/z v1.0.0\n");
    sandbox.write("w/go.work", "go 1.20\n\nuse (\n\t./a\n\t./b\n)\n\nreplace x.y/z => ./fork\n");
    CHECK(says(sandbox.examined().finding("go-work-versions")["seen"], "instead of v1.0.0"));
    CHECK_FALSE(sandbox.examined().has("requirements-differ"));
}

TEST_CASE("symbolic links, and large folders without Go", "[doctor_workspace][real]") {
    WorkspaceForDoctor sandbox;
    sandbox.module("w", "example.com/w");
    sandbox.module("elsewhere", "example.com/elsewhere");
    fs::create_directory_symlink(sandbox.path("w"), sandbox.path("link"));
    CHECK(says(examine(sandbox, "link").finding("symlinked-folder")["seen"], "/link"));
    CHECK(examine(sandbox, "link").json["folder"] == sandbox.path("w").string());
    fs::create_directory_symlink(sandbox.path("elsewhere"), sandbox.path("w/linked"));
    CHECK(says(sandbox.examined().finding("symlinks-inside")["seen"], "./linked -> "));
    for (int i = 0; i < 600; ++i) {
        sandbox.write("w/web/d" + std::to_string(i) + "/x.png", "");
    }
    const Examined large = sandbox.examined();
    CHECK(says(large.finding("large-folders")["mend"][0], "\"-web\""));
    CHECK(large.code == 0);
}

TEST_CASE("names from files are printable", "[doctor_workspace][real]") {
    WorkspaceForDoctor sandbox;
    sandbox.module("w", "example.com/w");
    sandbox.module("w/a\x1b[31m", "example.com/w/a");
    const auto printed = support::run(support::doctor_options(sandbox, "w"));
    CHECK(says(printed.output, "nested-modules"));
    CHECK(says(printed.output, "./a\xef\xbf\xbd[31m"));
    CHECK_FALSE(says(printed.output, "\x1b"));
}
