#include "doctor/repro/skeleton.hpp"

#include "unit/doctor/facts_support.hpp"
#include "unit/temp_folder.hpp"

using doctor::FileTexts;
using unit_test::TempFolder;

namespace {

/// Facts about the folder `below` of the module in `w`, which replaces a module by `../lib`.
doctor::Facts facts_in(const TempFolder& folder, const std::string& below) {
    doctor::Facts facts = unit_test::healthy_facts();
    facts.folder = folder / below;
    facts.settings.values["GOMOD"].value = folder / "w/go.mod";
    facts.modules = {unit_test::module_at(folder / "w", "example.com/w")};
    facts.modules[0].replacements = {{"a.b/c", "", "../lib", ""}};
    doctor::ReplaceTarget target;
    target.folder = folder / "lib";
    facts.modules[0].targets = {target};
    return facts;
}

}  // namespace

TEST_CASE("A skeleton has module files, Go files without code, and folders elsewhere") {
    const TempFolder folder;
    folder.write("w/go.mod", "module example.com/w // secret\nreplace a.b/c => ../lib\n");
    folder.write("w/go.sum", "a.b/c v1.0.0 h1:x=\n");
    folder.write("w/vendor/modules.txt", "# a.b/c v1.0.0 => ../lib\n");
    folder.write("w/vendor/a.b/c/c.go", "package c\n");
    folder.write("w/cmd/main.go", "package main\n\nfunc main() { secret() }\n");
    folder.write("w/modules.txt", "secret");
    folder.write("w/secret.txt", "secret");
    folder.write("w/.git/x.go", "package secret\n");
    folder.write("lib/go.mod", "module a.b/c\n");
    std::filesystem::create_symlink(folder / "w/cmd/main.go", folder / "w/link.go");

    // The workspace begins above the examined folder.
    const doctor::Skeleton skeleton = skeleton_of(facts_in(folder, "w/cmd"));
    CHECK(skeleton.complete);
    CHECK(skeleton.files ==
          FileTexts{{"cmd/main.go", "package main\n"},
                    {"go.mod", "module example.com/w\nreplace a.b/c => ./outside/lib\n"},
                    {"go.sum", "a.b/c v1.0.0 h1:x=\n"},
                    {"outside/lib/go.mod", "module a.b/c\n"},
                    {"vendor/modules.txt", "# a.b/c v1.0.0 => ./outside/lib\n"}});
}

TEST_CASE("A folder elsewhere does not take a name of the workspace") {
    const TempFolder folder;
    folder.write("w/go.mod", "module example.com/w\nreplace a.b/c => ../lib\n");
    folder.write("w/outside/lib/x.go", "package lib\n");
    const doctor::Skeleton skeleton = skeleton_of(facts_in(folder, "w"));
    CHECK(skeleton.files ==
          FileTexts{{"go.mod", "module example.com/w\nreplace a.b/c => ./outside/lib-2\n"},
                    {"outside/lib/x.go", "package lib\n"}});
}
