#include "core/watched_folders.hpp"

#include "support/catch.hpp"

using core::WatchedFolders;
using Folders = std::vector<std::string>;

TEST_CASE("folders of open documents are watched, up to the workspace folder") {
    WatchedFolders watched;
    watched.opened("/w/a/b/x.go");
    watched.set_workspace({"/w"});
    CHECK(watched.take_changed());
    CHECK(watched.folders() == Folders{"/w", "/w/a", "/w/a/b"});
    CHECK_FALSE(watched.take_changed());
    watched.opened("/w/a/y.go");
    watched.opened("/w/a/b/x.go");  // a second time
    CHECK_FALSE(watched.take_changed());
    watched.closed("/w/a/b/x.go");
    CHECK(watched.take_changed());
    CHECK(watched.folders() == Folders{"/w", "/w/a"});
    CHECK(watched.is_open("/w/a/y.go"));
    CHECK_FALSE(watched.is_open("/w/a/b/x.go"));
    watched.closed("/w/never/opened.go");
    watched.closed("/w/a/y.go");
    CHECK(watched.folders() == Folders{"/w"});
}

TEST_CASE("what is outside the workspace is not watched") {
    WatchedFolders watched;
    watched.set_workspace({"/w", "", "/v"});
    watched.opened("/usr/lib/go/src/fmt/print.go");
    watched.opened("/wide/x.go");
    watched.opened("");
    CHECK(watched.folders() == Folders{"/w", "/v"});
}

TEST_CASE("there is an end to it") {
    WatchedFolders watched;
    watched.set_workspace({"/w"});
    for (int i = 0; i < 500; ++i) watched.opened("/w/" + std::to_string(i) + "/x.go");
    CHECK(watched.folders().size() == WatchedFolders::kMost);
}
