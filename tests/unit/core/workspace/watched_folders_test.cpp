#include "core/workspace/watched_folders.hpp"

#include "support/catch.hpp"

using core::WatchedFolder;
using core::WatchedFolders;
using Folders = std::vector<std::string>;

namespace {

/// Returns the folders in which every Go file counts.
Folders packages(const WatchedFolders& watched) {
    Folders paths;
    for (const WatchedFolder& folder : watched.folders())
        if (folder.packages) paths.push_back(folder.path);
    return paths;
}

bool counts(const WatchedFolders& watched, std::string_view folder, std::string_view name) {
    for (const WatchedFolder& f : watched.folders())
        if (f.path == folder) return f.counts(name);
    return false;
}

}  // namespace

TEST_CASE("WatchedFolders watches the folders of open documents up to the workspace folder") {
    WatchedFolders watched;
    watched.opened("/w/a/b/x.go");
    watched.set_workspace({"/w"});
    CHECK(watched.take_changed());
    CHECK(packages(watched) == Folders{"/w", "/w/a", "/w/a/b"});
    CHECK_FALSE(watched.take_changed());
    watched.opened("/w/a/y.go");
    watched.opened("/w/a/b/x.go");  // a second time
    CHECK_FALSE(watched.take_changed());
    watched.closed("/w/a/b/x.go");
    CHECK(watched.take_changed());
    CHECK(packages(watched) == Folders{"/w", "/w/a"});
    CHECK(watched.is_open("/w/a/y.go"));
    CHECK_FALSE(watched.is_open("/w/a/b/x.go"));
    watched.closed("/w/never/opened.go");
    watched.closed("/w/a/y.go");
    CHECK(packages(watched) == Folders{"/w"});
}

TEST_CASE("WatchedFolders ignores documents outside the workspace") {
    WatchedFolders watched;
    watched.set_workspace({"/w", "", "/v"});
    watched.opened("/usr/lib/go/src/fmt/print.go");
    watched.opened("/wide/x.go");
    watched.opened("");
    CHECK(packages(watched) == Folders{"/w", "/v"});
}

TEST_CASE("WatchedFolders limits the number of folders") {
    WatchedFolders watched;
    watched.set_workspace({"/w"});
    for (int i = 0; i < 500; ++i) watched.opened("/w/" + std::to_string(i) + "/x.go");
    CHECK(watched.folders().size() == WatchedFolders::kMost);
}

TEST_CASE("WatchedFolders watches module files above the workspace folder too") {
    WatchedFolders watched;
    watched.set_workspace({"/m/svc"});
    for (const char* folder : {"/m/svc", "/m", "/"}) {
        CHECK(counts(watched, folder, "go.mod"));
        CHECK(counts(watched, folder, "go.work.sum"));
    }
    CHECK(counts(watched, "/m/svc", "a.go"));
    CHECK_FALSE(counts(watched, "/m", "a.go"));
    for (const char* folder : {"/m/svc/vendor", "/m/vendor", "/vendor"}) {
        CHECK(counts(watched, folder, "modules.txt"));
        CHECK_FALSE(counts(watched, folder, "go.mod"));
    }
    CHECK_FALSE(counts(watched, "/m/svc", "modules.txt"));
}

TEST_CASE("WatchedFolders follows a GOWORK elsewhere or off") {
    WatchedFolders watched;
    watched.set_workspace({"/m/svc"});
    watched.take_changed();
    watched.set_go_work("/else/my.work");
    CHECK(watched.take_changed());
    CHECK(counts(watched, "/else", "my.work"));
    CHECK(counts(watched, "/else", "my.work.sum"));
    CHECK_FALSE(counts(watched, "/else", "go.work"));
    CHECK(counts(watched, "/else/vendor", "modules.txt"));
    watched.set_go_work("off");
    CHECK(counts(watched, "/m", "go.mod"));
    CHECK_FALSE(counts(watched, "/m", "go.work"));
    watched.set_idle(true);
    CHECK(watched.take_changed());
    CHECK(watched.folders().empty());
}

TEST_CASE("watched_by_registration reads gopls's registrations") {
    const auto in = [](const char* watchers) {
        return core::watched_by_registration(std::string(R"({"watchers":[)") + watchers + "]}");
    };
    using All = std::vector<WatchedFolder>;
    // As gopls v0.23.0 writes them, with and without relativePatternSupport.
    CHECK(in(R"({"globPattern":{"baseUri":"file:///a%20b","pattern":"**/*.{go,mod}"},"kind":7})") ==
          All{{"/a b", true, {}}});
    CHECK(in(R"({"globPattern":"/a/**/*.{go,mod}"})") == All{{"/a", true, {}}});
    CHECK(
        in(R"({"globPattern":{"baseUri":{"uri":"file:///a/","name":"a"},"pattern":"go.work"}})") ==
        All{{"/a", false, {"go.work"}}});
    // Patterns without a base apply to the workspace folders, which are watched anyway.
    CHECK(in(R"({"globPattern":"**/*.{go,mod}"},{"globPattern":{"pattern":"**/*.go"}})").empty());
    CHECK(in(R"({"globPattern":7},3,{"globPattern":{"baseUri":3,"pattern":[]}},{})").empty());
    CHECK(core::watched_by_registration("null").empty());
    CHECK(core::watched_by_registration(R"({"watchers":"a"})").empty());
    CHECK(core::watched_by_registration("{").empty());
}

TEST_CASE("folders_used_by reads the use directives of a go.work") {
    CHECK(core::folders_used_by("go 1.21\n\nuse ./a // one\nuse (\n\t.\n\t\"../b\"\n"
                                "\t// none\n\t/c/d\n)\nreplace x => ./y\nuser z\n",
                                "/w") == Folders{"/w/a", "/w", "/b", "/c/d"});
    CHECK(core::folders_used_by("use (\n", "/w").empty());
    CHECK(core::folders_used_by("use ../../..", "/w") == Folders{"/"});
    CHECK(core::folders_used_by("use ./a/b/\nuse /x/./y/../z\nuse \"\"\n", "/w") ==
          Folders{"/w/a/b", "/x/z", "/w"});
    CHECK(core::folders_used_by("use .\nuse a\n", "") == Folders{"/", "/a"});  // of /go.work
}

TEST_CASE("may_hold_packages skips the folders that the go command skips") {
    for (const char* name : {"a", "internal", "cmd-2"}) CHECK(core::may_hold_packages(name));
    for (const char* name : {"", ".git", "_x", "testdata", "node_modules", "vendor"})
        CHECK_FALSE(core::may_hold_packages(name));
}

TEST_CASE("concerns_go recognises Go and module files") {
    for (const char* name : {"a.go", "go.mod", "go.sum", "go.work", "go.work.sum"})
        CHECK(core::concerns_go(name));
    for (const char* name : {"a.gox", "go.mod.tmp", "Makefile", ".go~", ""})
        CHECK_FALSE(core::concerns_go(name));
}
