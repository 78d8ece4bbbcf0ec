#include "doctor/facts/tree.hpp"

#include <filesystem>

#include "doctor/facts/tools.hpp"
#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace doctor;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr WalkLimits kGenerous{60s, 1'000'000};

std::string real(const unit_test::TempFolder& folder) {
    return fs::canonical(folder.path()).string();
}

}  // namespace

TEST_CASE("A walk finds modules and Go files, and leaves out what Go leaves out") {
    const unit_test::TempFolder folder;
    for (const char* file :
         {"go.work", "a/go.mod", "a/a.go", "a/b/b.go", "a/testdata/t/go.mod", "a/vendor/v/go.mod",
          "_old/go.mod", ".git/go.mod", "node_modules/x/go.mod", "docs/readme.txt"}) {
        folder.write(file, "");
    }
    const std::string root = real(folder);
    const Tree tree = walk(root, kGenerous);
    CHECK(tree.answered);
    CHECK(tree.complete);
    CHECK(tree.hanging.empty());
    CHECK(tree.modules == std::vector<std::string>{root + "/a"});
    CHECK(tree.work_files == std::vector<std::string>{root + "/go.work"});
    CHECK(tree.go_files == 2);
    CHECK(tree.without_go.empty());
}

TEST_CASE("Links to Go code are found, and none is followed") {
    const unit_test::TempFolder folder;
    const unit_test::TempFolder elsewhere;
    elsewhere.write("pkg/p.go", "package p\n");
    elsewhere.write("data/x.txt", "");
    fs::create_directory_symlink(elsewhere / "pkg", folder / "pkg");
    fs::create_directory_symlink(elsewhere / "data", folder / "data");
    fs::create_directory_symlink(folder.path(), folder / "loop");
    fs::create_directory(folder / "sub");
    fs::create_symlink(elsewhere / "pkg/p.go", folder / "sub/q.go");
    fs::create_symlink(elsewhere / "data/x.txt", folder / "x.txt");
    const Tree tree = walk(real(folder), kGenerous);
    CHECK(tree.go_files == 0);
    int to_go = 0;
    for (const Link& link : tree.links) {
        if (link.to_go) ++to_go;
        INFO(link.path);
        CHECK(link.to_go == (link.path.ends_with("/pkg") || link.path.ends_with("/q.go")));
    }
    CHECK(to_go == 2);
}

TEST_CASE("A large subtree without Go is reported once, at its top") {
    const unit_test::TempFolder folder;
    folder.write("main.go", "package main\n");
    for (int i = 0; i < 600; ++i) {
        folder.write("web/assets/d" + std::to_string(i) + "/x.png", "");
    }
    folder.write("mixed/go/m.go", "package m\n");
    for (int i = 0; i < 600; ++i) folder.write("mixed/img/d" + std::to_string(i) + "/x.png", "");
    const Tree tree = walk(real(folder), kGenerous);
    std::vector<std::string> paths;
    for (const Subtree& subtree : tree.without_go) {
        paths.push_back(subtree.path);
        CHECK(subtree.files == 600);
        CHECK(subtree.folders >= 601);
    }
    std::sort(paths.begin(), paths.end());
    CHECK(paths == std::vector<std::string>{"mixed/img", "web"});
}

TEST_CASE("A walk ends at its limit") {
    const unit_test::TempFolder folder;
    for (int i = 0; i < 50; ++i) folder.write("f" + std::to_string(i), "");
    const Tree tree = walk(real(folder), {60s, 20});
    CHECK(tree.answered);
    CHECK_FALSE(tree.complete);
    CHECK(tree.files <= 20);
}

TEST_CASE("Programs on PATH are found once each, with what they are") {
    const unit_test::TempFolder folder;
    const std::string script = folder.write_program("shims/go", "#!/bin/sh\n");
    folder.write_program("second/go", "binary");
    fs::create_directory_symlink(folder / "second", folder / "linked");
    folder.write("third/gopls", "not executable");
    const std::string driver = folder.write_program("third/gopackagesdriver", "#!/bin/sh\n");
    app::Environment environment{{"PATH", (folder / "shims") + ":relative::" + (folder / "second") +
                                              ":" + (folder / "linked") + ":" + (folder / "third")},
                                 {"HOME", folder / "home"}};
    app::GoplsSearch search;
    const ToolFacts facts = find_tools(search, environment, 60s);
    REQUIRE(facts.gos.size() == 2);
    CHECK(facts.gos[0].path == script);
    CHECK(facts.gos[0].script);
    CHECK(is_shim(facts.gos[0]));
    CHECK_FALSE(facts.gos[1].script);
    CHECK_FALSE(is_shim(facts.gos[1]));
    CHECK_FALSE(facts.gopls);
    CHECK(facts.gopls_missing.find("gopls was not found") != std::string::npos);
    CHECK(facts.driver == driver);
    CHECK(facts.hanging.empty());

    environment["GOPACKAGESDRIVER"] = "off";
    CHECK(find_tools(search, environment, 60s).driver.empty());
    environment["GOPACKAGESDRIVER"] = "nonsense";
    CHECK(find_tools(search, environment, 60s).driver.empty());
    environment["GOPACKAGESDRIVER"] = driver;
    CHECK(find_tools(search, environment, 60s).driver == driver);
}
