#include "cli/clean/purge.hpp"

#include <sys/wait.h>

#include <csignal>

#include "unit/cli/clean/home.hpp"

using namespace clean_test;

namespace fs = std::filesystem;

TEST_CASE("Each kind of cache is found, measured and deleted, and nothing else", "[clean]") {
    Home home;
    const Kinds kinds{Kind::kGoplsCache, Kind::kBuildCache, Kind::kModCache, Kind::kModuleIndex};
    const auto found = home.candidates(kinds);
    REQUIRE(found.size() == 4);
    Home::write(home.root / "home/.cache/other/file");
    for (const Candidate& candidate : found) {
        INFO(candidate.path);
        CHECK(candidate.exists);
        CHECK(candidate.unsafe.empty());
        CHECK(candidate.size.complete);
        CHECK(candidate.size.entries > 1);
        const Outcome outcome = home.purge(candidate);
        CHECK(outcome.state == State::kDeleted);
        CHECK(outcome.deletion.entries == candidate.size.entries);
        CHECK(outcome.deletion.freed_bytes > 0);
        CHECK(outcome.size_after.entries == 0);
        CHECK_FALSE(fs::exists(candidate.path));
    }
    CHECK(Home::beside(home.caches.gopls_cache) == std::vector<std::string>{"other"});
    CHECK(fs::exists(home.place.working_folder));
    for (const Candidate& again : home.candidates(kinds)) CHECK_FALSE(again.exists);
}

TEST_CASE("A run that is killed at any step leaves nothing half deleted", "[clean]") {
    for (const Step step : {Step::kExamined, Step::kMovedAside, Step::kDeleting, Step::kDeleted}) {
        Home home;
        for (int i = 0; i < 1000; ++i) {
            Home::write(home.caches.gopls_cache + "/0a1b2c3d/02/" + std::to_string(i));
        }
        const Candidate candidate = home.only(Kind::kGoplsCache);
        const std::uint64_t all = candidate.size.entries;
        const pid_t child = ::fork();
        if (child == 0) {
            home.purge(candidate, [&](Step now, const io::Deletion&) {
                if (now == step) ::raise(SIGKILL);
            });
            ::_exit(0);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));

        // Under its name there is all of it or nothing.
        auto found = home.candidates({Kind::kGoplsCache});
        REQUIRE_FALSE(found.empty());
        const bool is_whole = found[0].exists && found[0].size.entries == all;
        CHECK((is_whole || !found[0].exists));
        CHECK(is_whole == (step == Step::kExamined));
        const bool is_left = step == Step::kMovedAside || step == Step::kDeleting;
        REQUIRE(found.size() == (is_left ? 2 : 1));
        if (is_left) {
            CHECK(found[1].kind == Kind::kLeftOver);
            CHECK(found[1].unsafe.empty());
            CHECK(found[1].still_needed.empty());
            CHECK((found[1].size.entries < all) == (step == Step::kDeleting));
        }

        // The second run deletes the rest, and the third has nothing to do.
        for (const Candidate& rest : found) {
            if (rest.exists) CHECK(home.purge(rest).state == State::kDeleted);
        }
        found = home.candidates({Kind::kGoplsCache});
        CHECK(found.size() == 1);
        CHECK_FALSE(found[0].exists);
    }
}

TEST_CASE("An interrupted run says where the rest is", "[clean]") {
    Home home;
    for (int i = 0; i < 1000; ++i) {
        Home::write(home.caches.gopls_cache + "/0a1b2c3d/02/" + std::to_string(i));
    }
    const Candidate index = home.only(Kind::kModuleIndex);
    std::atomic<bool> stop{false};
    const Outcome outcome = home.purge(
        home.only(Kind::kGoplsCache),
        [&](Step step, const io::Deletion&) { stop = stop || step == Step::kDeleting; }, stop);
    CHECK(outcome.state == State::kInterrupted);
    CHECK(fs::exists(outcome.left_at));
    CHECK_FALSE(fs::exists(home.caches.gopls_cache));
    CHECK(home.purge(index, kNothing, stop).state == State::kInterrupted);
    CHECK(fs::exists(home.caches.module_index));
}

TEST_CASE("An entry that was swapped since the plan was made is refused", "[clean]") {
    Home home;
    const Candidate candidate = home.only(Kind::kGoplsCache);
    const fs::path cache = home.caches.gopls_cache;
    Home::write(home.root / "home/precious/00000000/file");
    SECTION("by a link, before") {
        fs::rename(cache, cache.string() + ".old");
        fs::create_directory_symlink(home.root / "home/precious", cache);
        CHECK(home.purge(candidate).state == State::kRefused);
        CHECK(fs::is_symlink(cache));
    }
    SECTION("by a link, between the look and the rename") {
        const Outcome outcome = home.purge(candidate, [&](Step step, const io::Deletion&) {
            if (step != Step::kExamined) return;
            fs::rename(cache, cache.string() + ".old");
            fs::create_directory_symlink(home.root / "home/precious", cache);
        });
        CHECK(outcome.state == State::kRefused);
        CHECK(outcome.reason == "something else is in its place by now");
        CHECK(fs::is_symlink(cache));
        CHECK(fs::exists(cache.string() + ".old/0a1b2c3d/00/x-export"));
    }
    SECTION("by another folder") {
        fs::rename(cache, cache.string() + ".old");
        Home::write(cache / "00000000/file");
        CHECK(home.purge(candidate).state == State::kRefused);
        CHECK(fs::exists(cache / "00000000/file"));
    }
    SECTION("the folder above, by a link") {
        fs::rename(home.root / "home/.cache", home.root / "home/.moved");
        fs::create_directories(home.root / "elsewhere/gopls/00000000");
        fs::create_directory_symlink(home.root / "elsewhere", home.root / "home/.cache");
        CHECK(home.purge(candidate).state == State::kRefused);
        CHECK(fs::exists(home.root / "elsewhere/gopls/00000000"));
    }
    SECTION("by a file of somebody else in it") {
        Home::write(cache / "thesis.tex");
        const Outcome outcome = home.purge(candidate);
        CHECK(outcome.state == State::kRefused);
        CHECK(outcome.reason.find("thesis.tex") != std::string::npos);
        CHECK(fs::exists(cache / "thesis.tex"));
    }
    CHECK(fs::exists(home.root / "home/precious/00000000/file"));
}

TEST_CASE("An entry that somebody else has deleted since is gone, which is not a failure",
          "[clean]") {
    Home home;
    const Candidate candidate = home.only(Kind::kGoplsCache);
    fs::remove_all(home.caches.gopls_cache);
    const Outcome outcome = home.purge(candidate);
    CHECK(outcome.state == State::kDeleted);
    CHECK(outcome.reason == "it was gone already");
    CHECK(outcome.deletion.entries == 0);
}

TEST_CASE("A link in the place of a folder in the cache is not followed", "[clean]") {
    Home home;
    Home::write(home.root / "home/precious/file");
    const Outcome outcome = home.purge(home.only(Kind::kGoplsCache), [&](Step step,
                                                                         const io::Deletion&) {
        if (step != Step::kMovedAside) return;
        for (const auto& entry : fs::directory_iterator(home.root / "home/.cache")) {
            if (!io::is_aside(entry.path().filename().string())) continue;
            fs::remove_all(entry.path() / "0a1b2c3d");
            fs::create_directory_symlink(home.root / "home/precious", entry.path() / "0a1b2c3d");
        }
    });
    CHECK(outcome.state == State::kDeleted);
    CHECK(fs::exists(home.root / "home/precious/file"));
}

TEST_CASE("A module cache as go makes it, read-only throughout, is deleted", "[clean]") {
    Home home;
    const fs::path module = home.caches.mod_cache + "/example.com/a@v1.0.0";
    Home::write(module / "sub/b.go");
    Home::write(home.root / "home/linked");
    fs::permissions(home.root / "home/linked", fs::perms(0444));
    fs::create_hard_link(home.root / "home/linked", module / "c.go");
    for (const char* below : {"a.go", "sub/b.go"}) fs::permissions(module / below, fs::perms(0444));
    for (const char* below : {"sub", ""}) fs::permissions(module / below, fs::perms(0555));
    CHECK(home.purge(home.only(Kind::kModCache)).state == State::kDeleted);
    CHECK_FALSE(fs::exists(home.caches.mod_cache));
    CHECK(fs::status(home.root / "home/linked").permissions() == fs::perms(0444));
    CHECK(unit_test::content_of(home.root / "home/linked") == "content");
}
