#include "app/gopls/cache_folders.hpp"

#include "support/catch.hpp"

using app::cache_folders;
using app::CacheFolders;
using app::Environment;
using app::Platform;

TEST_CASE("Caches are where gopls and go have them by default") {
    const CacheFolders linux = cache_folders({{"HOME", "/home/me"}}, "", Platform::kXdg);
    CHECK(linux.gopls_cache == "/home/me/.cache/gopls");
    CHECK(linux.build_cache == "/home/me/.cache/go-build");
    CHECK(linux.mod_cache == "/home/me/go/pkg/mod");
    CHECK(linux.module_index == "/home/me/.cache/goimports");
    CHECK(linux.temporary == "/tmp");

    const CacheFolders mac =
        cache_folders({{"HOME", "/Users/me"}, {"XDG_CACHE_HOME", "/x"}, {"TMPDIR", "/var/t/"}}, "",
                      Platform::kMac);
    CHECK(mac.gopls_cache == "/Users/me/Library/Caches/gopls");
    CHECK(mac.build_cache == "/Users/me/Library/Caches/go-build");
    CHECK(mac.mod_cache == "/Users/me/go/pkg/mod");
    CHECK(mac.module_index == "/Users/me/Library/Caches/goimports");
    CHECK(mac.temporary == "/var/t");
}

TEST_CASE("The environment moves each cache") {
    const Environment environment{{"HOME", "/home/me"},       {"XDG_CACHE_HOME", "/cache/"},
                                  {"GOPLSCACHE", "/private"}, {"GOCACHE", "/build/"},
                                  {"GOMODCACHE", "/mods"},    {"TMPDIR", "/my/tmp"}};
    const CacheFolders folders = cache_folders(environment, "GOCACHE=/file\n", Platform::kXdg);
    CHECK(folders.gopls_cache == "/private/gopls");
    CHECK(folders.build_cache == "/build");
    CHECK(folders.mod_cache == "/mods");
    CHECK(folders.module_index == "/cache/goimports");  // not below GOPLSCACHE
    CHECK(folders.temporary == "/my/tmp");
    CHECK(cache_folders({{"GOPATH", "/one:/two"}}, "", Platform::kXdg).mod_cache == "/one/pkg/mod");
}

TEST_CASE("go env -w moves the caches of go, the environment wins") {
    const std::string file = "GOFLAGS=-x\nGOCACHE=/file/build\r\nGOMODCACHE=/file/mod\n";
    const CacheFolders folders = cache_folders({{"HOME", "/home/me"}}, file, Platform::kXdg);
    CHECK(folders.build_cache == "/file/build");
    CHECK(folders.mod_cache == "/file/mod");
    CHECK(folders.gopls_cache == "/home/me/.cache/gopls");
    CHECK(cache_folders({{"GOMODCACHE", "/own"}}, file, Platform::kXdg).mod_cache == "/own");

    using app::go_env_file;
    CHECK(go_env_file({{"HOME", "/home/me"}}, Platform::kXdg) == "/home/me/.config/go/env");
    CHECK(go_env_file({{"HOME", "/h"}, {"XDG_CONFIG_HOME", "/c"}}, Platform::kXdg) == "/c/go/env");
    CHECK(go_env_file({{"HOME", "/h"}}, Platform::kMac) == "/h/Library/Application Support/go/env");
    CHECK(go_env_file({{"GOENV", "/some/env"}}, Platform::kXdg) == "/some/env");
    CHECK(go_env_file({{"HOME", "/h"}, {"GOENV", "off"}}, Platform::kXdg).empty());
}

TEST_CASE("Without a home only the fallback of gopls is left") {
    const CacheFolders folders = cache_folders({{"TMPDIR", "/t"}}, "", Platform::kXdg);
    CHECK(folders.gopls_cache == "/t/gopls");
    CHECK(folders.module_index == "/t/goimports");
    CHECK(folders.build_cache.empty());
    CHECK(folders.mod_cache.empty());
}

TEST_CASE("Relative paths name no folder") {
    const CacheFolders folders = cache_folders(
        {{"HOME", "home"}, {"GOPLSCACHE", "x"}, {"GOCACHE", "off"}, {"GOMODCACHE", "m"}}, "",
        Platform::kXdg);
    CHECK(folders.gopls_cache.empty());
    CHECK(folders.build_cache.empty());
    CHECK(folders.mod_cache.empty());
}

TEST_CASE("The answer of the go command wins, if it is one") {
    CacheFolders folders = cache_folders({{"HOME", "/home/me"}}, "", Platform::kXdg);
    for (const char* nonsense : {"", "go: cannot find GOROOT", "[]", R"({"GOCACHE":7})"}) {
        app::apply_go_env(folders, nonsense);
        CHECK(folders.build_cache == "/home/me/.cache/go-build");
    }
    app::apply_go_env(folders, R"({"GOCACHE":"/b","GOMODCACHE":"/m","GOENV":"off"})");
    CHECK(folders.build_cache == "/b");
    CHECK(folders.mod_cache == "/m");
    CHECK(folders.gopls_cache == "/home/me/.cache/gopls");
    app::apply_go_env(folders, R"({"GOCACHE":"off"})");
    CHECK(folders.build_cache.empty());
}
