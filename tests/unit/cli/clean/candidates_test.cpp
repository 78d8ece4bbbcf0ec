#include "cli/clean/candidates.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

#include "unit/cli/clean/home.hpp"

using namespace clean_test;

namespace fs = std::filesystem;

TEST_CASE("Paths that are not the cache they should be are refused", "[clean]") {
    Home home;
    const auto reason = [&](const std::string& path) {
        home.caches.build_cache = path;
        const Candidate candidate = home.only(Kind::kBuildCache);
        CHECK(home.purge(candidate).state == State::kRefused);
        return candidate.unsafe;
    };
    fs::create_directory_symlink(home.caches.mod_cache, home.root / "home/link");
    CHECK(reason("/") == "it is the root of the file system");
    CHECK(reason(home.place.home) == "your home folder is there");
    CHECK(reason(home.root.string()) == "your home folder is there");
    CHECK(reason(home.place.working_folder) == "a workspace is there");
    CHECK(reason((home.root / "home/link").string()) == "it is a symbolic link");
    CHECK(reason(home.caches.module_index).find("\"index-2-1\"") != std::string::npos);
    CHECK(reason(home.caches.module_index + "/index-2-1") == "it is not a folder");
#if defined(__linux__)
    CHECK(reason("/proc") != "");
#endif
    home.caches = cache_folders(home.place.environment, "");
    fs::remove_all(home.caches.mod_cache + "/cache/download");
    CHECK(home.only(Kind::kModCache).unsafe.find("cache/download") != std::string::npos);
    CHECK(fs::exists(home.caches.mod_cache + "/example.com/a@v1.0.0/a.go"));
}

TEST_CASE("A path that ends with dots is refused, since its last part names no folder", "[clean]") {
    const Home home;
    for (const char* end : {"/.", "/..", "/00/.."}) {
        const Candidate candidate = candidate_at(Kind::kBuildCache, home.caches.build_cache + end,
                                                 home.place.user, {home.place.home, {}});
        INFO(candidate.path);
        CHECK(candidate.unsafe.find("ends with a dot") != std::string::npos);
    }
}

TEST_CASE("A folder of somebody else is refused", "[clean]") {
    if (::geteuid() != 0) {
        WARN("not run: this takes root");
        return;
    }
    Home home;
    REQUIRE(::chown(home.caches.gopls_cache.c_str(), 65534, 65534) == 0);
    const Candidate candidate = home.only(Kind::kGoplsCache);
    CHECK(candidate.unsafe == "it belongs to another user (65534)");
    CHECK(home.purge(candidate).state == State::kRefused);
    CHECK(fs::exists(home.caches.gopls_cache));
}

TEST_CASE("A cache behind a link above it is deleted where it is", "[clean]") {
    Home home;
    fs::rename(home.root / "home/.cache", home.root / "disk");
    fs::create_directory_symlink(home.root / "disk", home.root / "home/.cache");
    const Candidate candidate = home.only(Kind::kGoplsCache);
    CHECK(candidate.path == (home.root / "disk/gopls").string());
    CHECK(home.purge(candidate).state == State::kDeleted);
    CHECK_FALSE(fs::exists(home.root / "disk/gopls"));
    CHECK(fs::exists(home.root / "disk/go-build"));
}

TEST_CASE("Left-overs of other users and of a running command stay", "[clean]") {
    Home home;
    const fs::path left = home.root / "home/.cache/.gopls-proxy-deleted-7-0123456789abcdef";
    Home::write(left / "file");
    fs::create_directory_symlink(home.root / "home/work",
                                 home.root / "home/.cache/.gopls-proxy-deleted-8-0123456789abcdef");
    auto found = home.candidates({Kind::kGoplsCache});
    REQUIRE(found.size() == 3);
    CHECK(found[1].unsafe.empty());
    CHECK(found[1].still_needed.empty());
    CHECK(found[2].unsafe == "it is a symbolic link");
    CHECK(home.purge(found[2]).state == State::kRefused);
    CHECK(fs::exists(home.root / "home/work"));

    const int running = ::open(left.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    REQUIRE(::flock(running, LOCK_EX) == 0);
    CHECK_FALSE(home.candidates({Kind::kGoplsCache})[1].still_needed.empty());
    CHECK(home.purge(found[1]).state == State::kRefused);
    ::close(running);
    CHECK(home.purge(found[1]).state == State::kDeleted);
    CHECK_FALSE(fs::exists(left));
}

TEST_CASE("Unused generations of the proxy are deleted, used ones and others stay", "[clean]") {
    Home home;
    const fs::path root = home.root / "home/.cache/gopls-proxy";
    home.facts.generations = root.string();
    const fs::path unused = root / "20200101T000000.000000Z-00000001";
    const fs::path used = root / "20200101T000000.000000Z-00000002";
    Home::write(unused / "gopls/0a1b2c3d/x");
    Home::write(used / "gopls/0a1b2c3d/x");
    Home::write(root / "go-build/00/x");
    Home::write(root / "go-build/trim.txt");
    Home::write(root / ".trash-20200101T000000.000000Z-00000003/gopls/x");
    const int lock = ::open((used / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(::flock(lock, LOCK_SH) == 0);
    const auto found = home.candidates({Kind::kOldGeneration});
    REQUIRE(found.size() == 3);
    for (const Candidate& candidate : found) {
        const bool is_used = candidate.path == used.string();
        const Outcome outcome = home.purge(candidate);
        INFO(candidate.path << " " << outcome.reason);
        CHECK(outcome.state == (is_used ? State::kRefused : State::kDeleted));
    }
    CHECK_FALSE(fs::exists(unused));
    CHECK(fs::exists(used / "gopls/0a1b2c3d/x"));
    CHECK(Home::beside(used.string()) ==
          std::vector<std::string>{"20200101T000000.000000Z-00000002", "go-build"});
    ::close(lock);

    // The build cache that the proxy made is one more build cache.
    const auto builds = home.candidates({Kind::kBuildCache});
    REQUIRE(builds.size() == 2);
    CHECK(builds[1].path == (root / "go-build").string());
    CHECK(home.purge(builds[1]).state == State::kDeleted);
}

TEST_CASE("Temporary files go with their owner", "[clean]") {
    Home home;
    const fs::path tmp = home.root / "tmp";
    Home::write(tmp / "gopls-tempmod1/go.mod");
    Home::write(tmp / "gocommand-2/x");
    Home::write(tmp / "gopls-999999999.log");
    Home::write(tmp / ("gopls-" + std::to_string(::getpid()) + ".log"));
    Home::write(tmp / "gopls-proxy-1000/gopls-proxy.log");
    Home::write(tmp / "gopls-src/main.go");
    Home::write(home.root / "home/.gopls-local");
    home.facts.processes.all.push_back({::getpid(), 1, "unit_tests"});
    const auto bind_at = [](const fs::path& path) {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        REQUIRE(path.string().size() < sizeof name.sun_path);
        std::strcpy(name.sun_path, path.c_str());
        REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0);
        return fd;
    };
    ::close(bind_at(tmp / "gopls-aaaaaa-daemon.me"));
    const int daemon = bind_at(tmp / "gopls-bbbbbb-daemon.me");
    REQUIRE(::listen(daemon, 1) == 0);
    for (const Candidate& candidate : home.candidates({Kind::kTemporary})) {
        INFO(candidate.path);
        CHECK(candidate.unsafe.empty());
        if (candidate.still_needed.empty()) CHECK(home.purge(candidate).state == State::kDeleted);
    }
    CHECK(Home::beside((tmp / "x").string()) ==
          std::vector<std::string>{"gopls-" + std::to_string(::getpid()) + ".log",
                                   "gopls-bbbbbb-daemon.me", "gopls-proxy-1000", "gopls-src"});
    CHECK(fs::exists(home.root / "home/.gopls-local"));
    ::close(daemon);
}
