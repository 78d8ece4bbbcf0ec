#include "unit/doctor/facts_support.hpp"

using namespace unit_test;
using doctor::Source;

namespace {

/// A `replace` line in the module of /w that leads to this target.
doctor::Facts with_replace(const doctor::ReplaceTarget& target) {
    doctor::Facts facts = healthy_facts();
    doctor::Module& module = facts.modules[0];
    module.text += "\nreplace a.b/c => ../c\n";
    module.replacements = {{"a.b/c", "", "../c", ""}};
    module.targets = {target};
    return facts;
}

doctor::ReplaceTarget good_target() {
    doctor::ReplaceTarget target;
    target.folder = "/c";
    target.exists = true;
    target.has_go_mod = true;
    target.module = "a.b/c";
    target.commit = "0123456789ab";
    return target;
}

}  // namespace

TEST_CASE("Syntax errors have their place, and a conflict is one finding") {
    doctor::Facts facts = healthy_facts();
    facts.modules[0].errors = {{{"/w/go.mod", 5}, "unknown directive: <<<<<<<"},
                               {{"/w/go.mod", 7}, "unknown directive: ======="},
                               {{"/w/go.mod", 9}, "unknown directive: >>>>>>>"}};
    const auto conflict = only(facts, "go-mod-syntax");
    CHECK(conflict.place->line == 5);
    CHECK(contains(conflict.seen, "merge conflict"));
    facts.modules[0].errors = {{{"/w/go.mod", 3}, "usage: go 1.23"}};
    CHECK(contains(only(facts, "go-mod-syntax").seen, "/w/go.mod:3: usage: go 1.23"));

    facts.modules[0].errors.clear();
    facts.modules[0].sum_errors = {{{"/w/go.sum", 2}, "malformed line: 1 word instead of 3"}};
    const auto sum = only(facts, "go-sum-syntax");
    CHECK(sum.place->line == 2);
    CHECK(contains(sum.mend.back(), "cd /w && git checkout -- go.sum && go mod tidy"));

    doctor::Facts work = healthy_facts();
    add_work(work, {"a", "b"});
    work.works[0].errors = {{{"/w/go.work", 4}, "unknown directive: usee"}};
    CHECK(only(work, "go-work-syntax").place->line == 4);
}

TEST_CASE("Git's commands about a conflict run in the folder of the file") {
    doctor::Facts facts = healthy_facts();
    facts.modules[0].errors = {{{"/w/go.mod", 3}, "unexpected <<<<<<<"}};
    CHECK(
        only(facts, "go-mod-syntax").mend ==
        std::vector<std::string>{"cd /w && git mergetool /w/go.mod", "cd /w && git diff --check"});
}

TEST_CASE("A requirement that is there twice is found on its second line") {
    doctor::Facts facts = healthy_facts();
    doctor::Module& module = facts.modules[0];
    module.text += "\nrequire a.b/c v1.0.0\nrequire a.b/c v1.1.0\n";
    module.requirements = {{"a.b/c", "v1.0.0"}, {"a.b/c", "v1.1.0"}};
    CHECK(only(facts, "go-mod-duplicate").place->line == 6);
    module.requirements[1].version = "v1.0.0";
    CHECK(ids_of(facts).empty());
}

TEST_CASE("What the go command refuses is said in its words") {
    doctor::Facts facts = healthy_facts();
    doctor::Module& module = facts.modules[0];
    module.text += "\nreplace a.b/c => ../c\nreplace a.b/c => ../d\n";
    module.refusal = "conflicting replacements for a.b/c: \t../c \t../d";
    CHECK(only(facts, "go-mod-refused").place->line == 6);
    module.refusal = "something else";
    CHECK(only(facts, "go-mod-refused").place->line == 0);

    doctor::Facts work = healthy_facts();
    add_work(work, {"a"});
    work.works[0].refusal =
        "module a listed in go.work file requires go >= 1.26.1, but go.work lists go 1.26";
    const auto finding = only(work, "go-work-refused");
    CHECK(finding.place->line == 1);
    CHECK(contains(finding.mend[0], "go work use"));
}

TEST_CASE("A module that go.work lost is dropped, and can be put back") {
    doctor::Facts facts = healthy_facts();
    add_work(facts, {"a", "b"});
    facts.works[0].uses[1].has_go_mod = false;
    facts.modules.pop_back();
    const auto finding = only(facts, "go-work-lost");
    CHECK(finding.place->line == 4);
    REQUIRE(finding.fix);
    CHECK(finding.fix->argv ==
          std::vector<std::string>{"go", "work", "edit", "-dropuse=./b", "/w/go.work"});
    CHECK(finding.fix->undo == "go work edit -use=./b /w/go.work");
    CHECK_FALSE(finding.fix->downloads);

    facts.works[0].uses[1].written = "./...";
    CHECK(contains(only(facts, "go-work-lost").mend[1], "go work use -r ."));
}

TEST_CASE("A module that go.work repeats keeps its first line") {
    doctor::Facts facts = healthy_facts();
    add_work(facts, {"a", "b", "a"});
    facts.works[0].uses[2].written = "a/";
    facts.works[0].text = "go 1.26\n\nuse ./a\nuse ./b\nuse a/\n";
    const auto finding = only(facts, "go-work-repeats");
    CHECK(finding.place->line == 5);
    CHECK(finding.fix->argv == std::vector<std::string>{"go", "work", "edit", "-dropuse=./a",
                                                        "-dropuse=a/", "-use=./a", "/w/go.work"});
    add_work(facts, {"a", "b", "a"});
    CHECK(only(facts, "go-work-repeats").place->line == 5);
}

TEST_CASE("A module below go.work that is not used is a note") {
    doctor::Facts facts = healthy_facts();
    add_work(facts, {"a", "b"});
    facts.works[0].uses.pop_back();
    const auto finding = only(facts, "go-work-misses");
    CHECK(finding.mend[0] == "cd /w && go work use ./b");
    CHECK_FALSE(finding.fix);
    // One elsewhere is none of its business.
    facts.modules[1].folder = "/elsewhere";
    CHECK(ids_of(facts).empty());
}

TEST_CASE("Different requirements of the modules of a workspace are a note") {
    doctor::Facts facts = healthy_facts();
    add_work(facts, {"a", "b"});
    facts.modules[0].requirements = {{"x.y/z", "v1.0.0"}, {"p.q/r", "v1.0.0", true}};
    facts.modules[1].requirements = {{"x.y/z", "v1.2.0"}, {"p.q/r", "v1.1.0", true}};
    CHECK(
        contains(only(facts, "requirements-differ").seen, "x.y/z (v1.0.0 in ./a, v1.2.0 in ./b)"));
    facts.modules[1].requirements[0].version = "v1.0.0";
    CHECK(ids_of(facts).empty());
}

TEST_CASE("Versions that go.work changes are a note for each module") {
    doctor::Facts facts = healthy_facts();
    add_work(facts, {"a"});
    facts.version_changes = {{"example.com/a", "x.y/z", "v1.0.0", "v1.0.0 => /w/fork"}};
    CHECK(contains(only(facts, "go-work-versions").seen,
                   "x.y/z is v1.0.0 => /w/fork instead of v1.0.0"));
}

TEST_CASE("A replace line must lead to a module") {
    CHECK(ids_of(with_replace(good_target())).empty());
    doctor::ReplaceTarget target = good_target();
    target.has_go_mod = false;
    const auto without = only(with_replace(target), "replace-missing");
    CHECK(without.place->line == 5);
    CHECK(contains(without.seen, "has no go.mod"));
    target.exists = false;
    CHECK(contains(only(with_replace(target), "replace-missing").seen, "does not exist"));
    target = good_target();
    target.module = "fork.example/c";
    CHECK(contains(only(with_replace(target), "replace-other-module").seen, "fork.example/c"));
    target = good_target();
    target.dirty = true;
    CHECK(ids_of(with_replace(target)).empty());  // the same repository
    target.of_other_repository = true;
    CHECK(contains(only(with_replace(target), "replace-dirty").seen, "0123456789ab"));
}

TEST_CASE("A stale vendor folder is an error, an ignored one a warning") {
    doctor::Facts facts = healthy_facts();
    facts.modules[0].has_vendor = true;
    facts.modules[0].vendor_error =
        "go: inconsistent vendoring in /w:\n\ta.b/c@v1.1.0: is explicitly required in go.mod\n";
    CHECK(contains(only(facts, "vendor-stale").seen, "a.b/c@v1.1.0: is explicitly required"));

    doctor::Facts work = healthy_facts();
    add_work(work, {"a", "b"});
    work.modules[0].has_vendor = true;
    work.modules[0].vendor_error = "go: inconsistent vendoring\n\tx\n";
    CHECK(contains(only(work, "vendor-ignored").seen, "/w/a/vendor is ignored"));
    work.modules[0].has_vendor = false;
    work.modules[0].vendor_error.clear();
    work.works[0].has_vendor = true;
    work.works[0].vendor_error = "go: inconsistent vendoring in /w:\n\tx.y/z@v1.0.0: is\n";
    CHECK(contains(only(work, "vendor-stale").mend[0], "go work vendor"));
}

TEST_CASE("A folder in no module, and one above several") {
    doctor::Facts facts = healthy_facts();
    facts.modules.clear();
    facts.tree.modules.clear();
    set(facts, "GOMOD", "/dev/null", Source::kDefault);
    CHECK(contains(only(facts, "no-module").seen, "3 Go files"));
    facts.tree.go_files = 0;
    CHECK(ids_of(facts).empty());

    facts.tree.go_files = 3;
    facts.modules = {module_at("/w/a", "example.com/a"), module_at("/w/b b", "example.com/b")};
    CHECK(contains(only(facts, "modules-without-go-work").mend[0],
                   "cd /w && go work init ./a './b b'"));
    facts.modules.pop_back();
    CHECK(ids_of(facts).empty());
}

TEST_CASE("Modules in a module are a note") {
    doctor::Facts facts = healthy_facts();
    facts.modules.push_back(module_at("/w/tools", "example.com/w/tools"));
    CHECK(contains(only(facts, "nested-modules").seen, "1 other module: ./tools"));
}

TEST_CASE("Symbolic links are notes") {
    doctor::Facts facts = healthy_facts();
    facts.given_folder = "/home/u/link";
    CHECK(contains(only(facts, "symlinked-folder").seen, "/home/u/link"));
    doctor::Facts inside = healthy_facts();
    inside.tree.links = {{"/w/data", "/data", true, false}};
    CHECK(ids_of(inside).empty());
    inside.tree.links.push_back({"/w/p", "/src/p", true, true});
    CHECK(contains(only(inside, "symlinks-inside").seen, "./p -> /src/p"));
    CHECK(contains(only(inside, "symlinks-inside").why, "follows no link"));
    inside.tree.links = {{"/w/p.go", "/src/p.go", false, true}};
    CHECK_FALSE(contains(only(inside, "symlinks-inside").why, "follows no link"));
}

TEST_CASE("Large folders without Go give a filter and its saving") {
    doctor::Facts facts = healthy_facts();
    facts.tree.files = 10'000;
    facts.tree.folders = 1'000;
    facts.tree.without_go = {{"web/assets", 900, 7'500}};
    const auto finding = only(facts, "large-folders");
    CHECK(contains(finding.why, "75 % fewer files and 90 % fewer folders"));
    CHECK(contains(finding.mend[0], "\"directoryFilters\": [\"-web/assets\"]"));
    CHECK(contains(finding.mend[1], "ignore ./web/assets"));
    set(facts, "GOVERSION", "go1.24.1", Source::kDefault);
    facts.modules[0] = module_at("/w", "example.com/w", "1.24");
    CHECK(only(facts, "large-folders").mend.size() == 1);
}
