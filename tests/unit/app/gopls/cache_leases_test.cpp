#include "app/gopls/cache_leases.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <filesystem>

#include "unit/io/support.hpp"
#include "unit/temp_folder.hpp"

namespace fs = std::filesystem;

namespace {

struct Leases {
    explicit Leases(const std::string& root)
        : leases(t.loop, root,
                 [this](const std::string& sentence) { warned.push_back(sentence); }) {}

    app::CacheLease take(core::CacheUse use, const std::string& active = {}) {
        app::CacheLease lease;
        bool given = false;
        leases.lease(use, active, [&](const app::CacheLease& got) {
            CHECK_FALSE(given);
            given = true;
            lease = got;
        });
        at_once = given;
        t.run_until([&] { return given; });
        return lease;
    }

    io_test::TestLoop t;
    std::vector<std::string> warned;
    bool at_once = false;
    app::CacheLeases leases;
};

}  // namespace

TEST_CASE("A clean cache is new and locked and used by the next start") {
    const unit_test::TempFolder folder;
    Leases leases(folder / "cache");
    CHECK(leases.take(core::CacheUse::kStart).path.empty());

    const app::CacheLease clean = leases.take(core::CacheUse::kClean);
    CHECK(clean.problem.empty());
    REQUIRE(clean.lock_fd >= 0);
    const io_test::Fd held(clean.lock_fd);
    CHECK(fs::is_directory(clean.path));
    const io_test::Fd other(::open((clean.path + "/lock").c_str(), O_RDWR));
    CHECK(::flock(other.get(), LOCK_EX | LOCK_NB) != 0);

    const app::CacheLease start = leases.take(core::CacheUse::kStart);
    const io_test::Fd held_too(start.lock_fd);
    CHECK(start.path == clean.path);
    const app::CacheLease same = leases.take(core::CacheUse::kSame, clean.path);
    const io_test::Fd held_again(same.lock_fd);
    CHECK(same.path == clean.path);

    leases.leases.mark_bad(clean.path);
    leases.t.loop.run();
    CHECK(leases.take(core::CacheUse::kStart).path.empty());
    CHECK(leases.warned.empty());
}

TEST_CASE("The default cache needs no disk access") {
    const unit_test::TempFolder folder;
    Leases leases(folder / "cache");
    CHECK(leases.take(core::CacheUse::kSame).path.empty());
    CHECK(leases.at_once);
    Leases without_folder("");
    CHECK(without_folder.take(core::CacheUse::kClean).path.empty());
    CHECK(without_folder.at_once);
}

TEST_CASE("A cache that is being deleted is not used") {
    const unit_test::TempFolder folder;
    Leases leases(folder / "cache");
    const app::CacheLease clean = leases.take(core::CacheUse::kClean);
    io_test::Fd deleter(clean.lock_fd);
    REQUIRE(::flock(deleter.get(), LOCK_EX) == 0);
    const app::CacheLease refused = leases.take(core::CacheUse::kStart);
    CHECK(refused.path.empty());
    CHECK(refused.lock_fd == -1);
    CHECK_THAT(refused.problem, Catch::Matchers::StartsWith("cannot lock " + clean.path));
}

TEST_CASE("A cache that cannot be marked bad is reported") {
    const unit_test::TempFolder folder;
    Leases leases(folder / "cache");
    leases.leases.mark_bad(folder / "elsewhere");
    leases.t.loop.run();
    REQUIRE(leases.warned.size() == 1);
    CHECK(leases.warned[0].find("elsewhere as bad") != std::string::npos);
}
