// `gopls-proxy doctor --repro` with the real go: the smallest workspace that shows a finding.
#include <filesystem>

#include "support/catch.hpp"
#include "support/doctor_runs.hpp"

using support::Completed;
using support::examine;
using support::Sandbox;
using support::says;

namespace fs = std::filesystem;

namespace {

/// A sandbox with a workspace in `w`: modules with code that must not get out.
struct WorkspaceToReduce : Sandbox {
    WorkspaceToReduce() { support::prepare_for_doctor(*this); }
    void module(const std::string& folder, const std::string& path,
                const std::string& lines = "") const {
        write(folder + "/go.mod", "// SECRET comment\nmodule " + path + "\n\ngo 1.20\n" + lines);
        write(folder + "/go.sum", "");
        for (const char* name : {"/x.go", "/y.go", "/internal/z/z.go"}) {
            write(folder + name,
                  "// SECRET comment\npackage x\n\nimport SECRET \"fmt\"\n\nfunc F() string {\n"
                  "\treturn SECRET.Sprint(\"SECRET\")\n}\n");
        }
        write(folder + "/.env", "SECRET=1\n");
        write(folder + "/README.md", "SECRET\n");
    }
    Completed reproduced(const std::string& folder,
                         const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words = {"--repro", path("repro").string()};
        words.insert(words.end(), more.begin(), more.end());
        return support::run(support::doctor_options(*this, folder, words));
    }
    /// Reproduces the finding, and checks the result. Returns its files.
    std::map<std::string, std::string> reduced(const std::string& id) const {
        const auto before = support::files_in(*this, "w");
        REQUIRE(examine(*this, "w").has(id));
        const Completed run = reproduced("w", {"--finding", id});
        INFO(run.output << run.errors);
        REQUIRE(run.status.code == 0);
        CHECK(says(run.output, "This command shows " + id));
        CHECK(says(run.output, "read them before you publish them"));
        CHECK(support::files_in(*this, "w") == before);
        CHECK(examine(*this, "repro").has(id));
        auto files = support::files_in(*this, "repro");
        CHECK(files.size() < before.size());
        for (const auto& [name, text] : files) {
            INFO(name << ":\n" << text);
            CHECK_FALSE(says(text, "SECRET"));
            CHECK_FALSE(says(text, "func"));
            CHECK_FALSE(says(text, path().string()));
        }
        return files;
    }
};

using Files = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("a go.mod that does not parse is reduced to the line", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w", "example.com/w", "\nrequire a.b/c v1.0.0\n\nrequires d.e/f v1.0.0\n");
    sandbox.module("w/tools", "example.com/tools");
    CHECK(sandbox.reduced("go-mod-syntax") == Files{{"repro/go.mod", "requires d.e/f v1.0.0\n"}});
}

TEST_CASE("a merge conflict in go.mod is reduced", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w", "example.com/w",
                   "\nrequire (\n\td.e/f v1.0.0\n<<<<<<< HEAD\n\ta.b/c v1.0.0\n=======\n\ta.b/c "
                   "v1.1.0\n>>>>>>> x\n)\n");
    const auto files = sandbox.reduced("go-mod-syntax");
    REQUIRE(files.size() == 1);
    // One marker is enough for the same words.
    const std::string& text = files.at("repro/go.mod");
    CHECK((says(text, "<<<<<<<") || says(text, "=======") || says(text, ">>>>>>>")));
    CHECK_FALSE(says(text, "d.e/f"));
    CHECK(says(examine(sandbox, "repro").finding("go-mod-syntax")["seen"], "merge conflict"));
}

TEST_CASE("a go.work that lost a module is reduced to two lines", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    for (const char* name : {"a", "b", "c"}) {
        sandbox.module(std::string("w/") + name, std::string("example.com/") + name);
    }
    sandbox.write("w/go.work", "go 1.20\n\nuse (\n\t./a\n\t./b\n\t./gone\n\t./c\n)\n");
    CHECK(sandbox.reduced("go-work-lost") == Files{{"repro/go.work", "use (\n\t./gone\n)\n"}});
}

TEST_CASE("a replacement outside of the workspace that is missing", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w/app", "example.com/app",
                   "\nrequire (\n\ta.b/c v1.0.0\n\td.e/f v1.0.0\n)\n\nreplace a.b/c => ../../c\n"
                   "replace d.e/f => " +
                       sandbox.path("f").string() + "\n");
    sandbox.module("f", "d.e/f");
    const auto files = sandbox.reduced("replace-missing");
    REQUIRE(files.size() == 1);
    const std::string& text = files.at("repro/app/go.mod");
    CHECK(says(text, "replace a.b/c => ../outside/c\n"));
    CHECK_FALSE(says(text, "d.e/f"));
}

TEST_CASE("a replacement by another module comes along", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w", "example.com/w", "\nrequire a.b/c v1.0.0\n\nreplace a.b/c => ../fork\n");
    sandbox.module("fork", "fork.example/c");
    const auto files = sandbox.reduced("replace-other-module");
    CHECK(files.size() == 2);
    CHECK(says(files.at("repro/go.mod"), "replace a.b/c => ./outside/fork"));
    CHECK(says(files.at("repro/outside/fork/go.mod"), "module fork.example/c"));
}

TEST_CASE("a stale vendor folder is reduced to its difference", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w/dep", "a.b/c");
    sandbox.module("w/more", "d.e/f");
    const std::string replaces = "\nreplace a.b/c => ./dep\nreplace d.e/f => ./more\n";
    sandbox.module("w", "example.com/w",
                   "\nrequire a.b/c v1.0.0\nrequire d.e/f v1.0.0\n" + replaces);
    sandbox.write("w/x.go", "package x\n\nimport (\n\t_ \"a.b/c\"\n\t_ \"d.e/f\"\n)\n");
    support::run_in(sandbox, "w", {"go", "mod", "vendor"});
    sandbox.module("w", "example.com/w",
                   "\nrequire a.b/c v1.1.0\nrequire d.e/f v1.0.0\n" + replaces);
    const auto files = sandbox.reduced("vendor-stale");
    CHECK(files.size() == 2);
    CHECK(says(files.at("repro/go.mod"), "a.b/c v1.1.0"));
    CHECK_FALSE(says(files.at("repro/go.mod"), "d.e/f"));
    CHECK(files.contains("repro/vendor/modules.txt"));
    CHECK(says(examine(sandbox, "repro").finding("vendor-stale")["seen"], "a.b/c@v1.1.0"));
}

TEST_CASE("modules that require different versions are reduced to two", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("elsewhere", "example.com/a", "\nrequire x.y/z v1.0.0\n");
    sandbox.module("w/b", "example.com/b", "\nrequire x.y/z v1.1.0\n");
    sandbox.module("w/c", "example.com/c");
    sandbox.write("w/go.work", "go 1.20\n\nuse (\n\t../elsewhere\n\t./b\n\t./c\n)\n");
    const auto files = sandbox.reduced("requirements-differ");
    CHECK(files.size() == 3);
    CHECK(says(files.at("repro/go.work"), "./outside/elsewhere\n"));
    CHECK(says(files.at("repro/outside/elsewhere/go.mod"), "x.y/z v1.0.0"));
    CHECK(says(files.at("repro/b/go.mod"), "x.y/z v1.1.0"));
}

TEST_CASE("a module required twice is found from a folder below", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w", "example.com/w",
                   "require a.b/c v1.0.0\nrequire d.e/f v1.0.0\nrequire a.b/c v1.1.0\n");
    const Completed run = sandbox.reproduced("w/internal", {"--finding", "go-mod-duplicate"});
    INFO(run.output << run.errors);
    REQUIRE(run.status.code == 0);
    CHECK(examine(sandbox, "repro").has("go-mod-duplicate"));
    const auto files = support::files_in(sandbox, "repro");
    REQUIRE(files.size() == 1);
    CHECK(says(files.at("repro/go.mod"), "require a.b/c v1.0.0\nrequire a.b/c v1.1.0\n"));
    CHECK_FALSE(says(files.at("repro/go.mod"), "d.e/f"));
}

TEST_CASE("a folder in no module is reduced to a package clause", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w", "example.com/w");
    fs::remove(sandbox.path("w/go.mod"));
    const auto files = sandbox.reduced("no-module");
    REQUIRE(files.size() == 1);
    CHECK(files.begin()->second == "package x\n");
}

TEST_CASE("a package that cannot be loaded is reduced to its import", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w", "example.com/w");
    sandbox.write("w/l.go", "package x\n\nimport m \"no.such/module\"\n\nvar SECRET = m.X\n");
    const Completed run = sandbox.reproduced("w", {"--load", "--finding", "load-errors"});
    INFO(run.output << run.errors);
    REQUIRE(run.status.code == 0);
    CHECK(says(run.output, "gopls-proxy doctor --load "));
    CHECK(says(examine(sandbox, "repro", {"--load"}).finding("load-errors")["seen"],
               "no.such/module"));
    CHECK(support::files_in(sandbox, "repro") ==
          Files{{"repro/go.mod", "module example.com/w\n"},
                {"repro/l.go", "package x\nimport _ \"no.such/module\"\n"}});
}

TEST_CASE("without --finding, the first one about the workspace is reproduced",
          "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w", "example.com/w", "replace a.b/c => ./gone\n");
    fs::create_directories(sandbox.path("repro"));
    const Completed run = sandbox.reproduced("w");
    INFO(run.output << run.errors);
    REQUIRE(run.status.code == 0);
    CHECK(says(run.output, "This command shows replace-missing"));
    CHECK(examine(sandbox, "repro").has("replace-missing"));
}

TEST_CASE("what cannot be reproduced apart is refused with the reason", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w", "example.com/w");
    const auto refused = [&](const std::vector<std::string>& words, int code,
                             const std::string& reason) {
        const Completed run = sandbox.reproduced("w", words);
        INFO(run.output << run.errors);
        CHECK(run.status.code == code);
        CHECK(says(run.errors, reason));
        CHECK(run.output.empty());
        CHECK_FALSE(fs::exists(sandbox.path("repro")));
    };
    refused({}, 1, "no finding that can be reproduced");
    refused({"--finding", "go-work-lost"}, 1, "no finding go-work-lost");
    refused({"--finding", "go-work-list"}, 2, "unknown finding go-work-list");
    fs::create_directory_symlink(sandbox.path("w"), sandbox.path("w/linked"));
    refused({"--finding", "symlinks-inside"}, 1, "links, which are not copied");
    sandbox.environment["GOFLAGS"] = "-mod=mod";
    sandbox.environment["GOBIN"] = "relative";
    refused({"--finding", "folder-relative"}, 1, "the environment");
    refused({"--finding", "go-work-lost"}, 1, "found: ");
}

TEST_CASE("--repro overwrites nothing", "[doctor_repro][real]") {
    WorkspaceToReduce sandbox;
    sandbox.module("w", "example.com/w", "replace a.b/c => ./gone\n");
    sandbox.write("repro/mine.txt", "mine");
    const Completed full = sandbox.reproduced("w");
    CHECK(full.status.code == 2);
    CHECK(says(full.errors, "not an empty folder"));
    CHECK(support::files_in(sandbox, "repro") == Files{{"repro/mine.txt", "mine"}});
    const Completed within = support::run(
        support::doctor_options(sandbox, "w", {"--repro", sandbox.path("w/repro").string()}));
    CHECK(within.status.code == 2);
    CHECK(says(within.errors, "in the examined folder"));
    CHECK_FALSE(fs::exists(sandbox.path("w/repro")));
    sandbox.module("other", "example.com/other");
    const Completed in_module = support::run(
        support::doctor_options(sandbox, "w", {"--repro", sandbox.path("other/repro").string()}));
    CHECK(in_module.status.code == 2);
    CHECK(says(in_module.errors, "outside of every module"));
    const Completed nowhere = support::run(
        support::doctor_options(sandbox, "w", {"--repro", sandbox.path("missing/repro").string()}));
    CHECK(nowhere.status.code == 2);
}
