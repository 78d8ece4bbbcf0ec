#include "core/workspace/server_log.hpp"

#include "support/catch.hpp"

using core::build_cache_fault;
using core::go_cache_in;
using core::tells_of_load;

TEST_CASE("tells_of_load recognises the log message of a load") {
    CHECK(tells_of_load("2026/01/02 03:04:05 go/packages.Load #2\n\tview_id=\"1\"\n"));
    CHECK(tells_of_load("2026/01/02 03:04:05 go/packages.Load #3: err: exit status 1\n"));
    CHECK_FALSE(tells_of_load("2026/01/02 03:04:05 Created View (#1)\n\tgo/packages.Load #1"));
    CHECK_FALSE(tells_of_load(""));
}

TEST_CASE("go_cache_in finds the build cache in the message of a new view") {
    CHECK(go_cache_in("2026/01/02 03:04:05 Created View (#1)\n\tdirectory=/w\n\tenv={GOOS:linux "
                      "GOARCH:amd64 GOCACHE:/home/me/my cache GOMODCACHE:/m GOPATH:/p}\n") ==
          "/home/me/my cache");
    CHECK(go_cache_in("2026/01/02 03:04:05 Created View (#1)\n\tenv={}").empty());
    CHECK(go_cache_in("x\n\tenv={GOARCH:amd64 GOCACHE:/c GOMODCACHE:/m}").empty());
}

TEST_CASE("build_cache_fault finds an error about the build cache") {
    CHECK(build_cache_fault("2026/01/02 03:04:05 go/packages.Load #1: err: exit status 1: stderr: "
                            "failed to initialize build cache at /f/x: mkdir /f: not a directory\n",
                            "") ==
          "failed to initialize build cache at /f/x: mkdir /f: not a directory");
    CHECK(build_cache_fault("tidy: diagnosing file:///w/go.mod: err: exit status 1: stderr: go: "
                            "example.com/x: write /c/76/76ad-d: no space left on device\n",
                            "/c") ==
          "go: example.com/x: write /c/76/76ad-d: no space left on device");
}

TEST_CASE("build_cache_fault ignores other errors") {
    CHECK(build_cache_fault("open /w/a.go: permission denied", "/c").empty());
    CHECK(build_cache_fault("open /cc/a.go: permission denied", "/c").empty());
    CHECK(build_cache_fault("write /c/76/x: no space left on device", "").empty());
    CHECK(build_cache_fault("/c/76/x is old", "/c").empty());
    CHECK(build_cache_fault("", "/c").empty());
}
