#include "io/cache_store.hpp"

#include <sys/file.h>

#include <algorithm>
#include <atomic>
#include <fstream>

#include "io/files.hpp"
#include "io/remove_tree.hpp"
#include "unit/io/support.hpp"

namespace fs = std::filesystem;
using io_test::Fd;
using io_test::TempFolder;

namespace {

constexpr auto kDay = std::chrono::hours(24);

// Creates a generation that looks old and returns its path.
std::string old_generation(const std::string& root, const std::string& unique) {
    const std::string path = root + "/20200101T000000.000000Z-" + unique;
    fs::create_directories(path + "/gopls/ab/cd");
    std::ofstream(path + "/gopls/ab/cd/file") << "content";
    return path;
}

std::size_t delete_old(const io::CacheStore& store, const std::vector<std::string>& keep) {
    const std::atomic<bool> wanted{false};
    return store.delete_unlocked_old(keep, wanted);
}

std::size_t count(const std::string& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("CacheStore creates private and distinct generations sorted by time", "[io][cache]") {
    const TempFolder folder;
    const io::CacheStore store(folder / "deep/er/");
    CHECK_FALSE(store.newest_healthy(kDay));
    std::vector<std::string> made;
    for (int i = 0; i < 20; ++i) made.push_back(store.create_generation().value());
    CHECK(std::is_sorted(made.begin(), made.end()));
    CHECK(std::adjacent_find(made.begin(), made.end()) == made.end());
    CHECK(made.front().starts_with(folder / "deep/er/"));
    CHECK((fs::status(made.front()).permissions() & fs::perms::mask) == fs::perms::owner_all);
    CHECK((fs::status(folder / "deep").permissions() & fs::perms::mask) == fs::perms::owner_all);
    CHECK(store.newest_healthy(kDay) == made.back());
}

TEST_CASE("newest_healthy skips bad and old generations", "[io][cache]") {
    const TempFolder folder;
    const io::CacheStore store(folder.path());
    old_generation(folder.path(), "00000001");
    CHECK_FALSE(store.newest_healthy(kDay));
    const std::string first = store.create_generation().value();
    const std::string second = store.create_generation().value();
    CHECK(store.newest_healthy(kDay) == second);
    CHECK(store.mark_bad(second).has_value());
    CHECK(store.newest_healthy(kDay) == first);
    CHECK(store.mark_bad(first).has_value());
    CHECK_FALSE(store.newest_healthy(kDay));
}

TEST_CASE("CacheStore does not delete generations that are locked or kept or fresh",
          "[io][cache]") {
    const TempFolder folder;
    const io::CacheStore store(folder.path());
    const std::string used = old_generation(folder.path(), "00000001");
    const std::string kept = old_generation(folder.path(), "00000002");
    const std::string unused = old_generation(folder.path(), "00000003");
    const std::string fresh = store.create_generation().value();
    Fd lock(store.lock_shared(used).value());
    const Fd second_lock(store.lock_shared(used).value());
    CHECK((::fcntl(lock.get(), F_GETFD) & FD_CLOEXEC) != 0);

    CHECK(delete_old(store, {kept}) == 1);
    CHECK_FALSE(fs::exists(unused));
    CHECK(fs::exists(used + "/gopls/ab/cd/file"));
    CHECK(fs::exists(kept));
    CHECK(fs::exists(fresh));
    CHECK(count(folder.path()) == 3);

    lock.reset();  // the second lock remains
    CHECK(delete_old(store, {}) == 1);
    CHECK(fs::exists(used));
    CHECK_FALSE(fs::exists(kept));
}

TEST_CASE("A generation cannot be locked while it is being deleted", "[io][cache]") {
    const TempFolder folder;
    const io::CacheStore store(folder.path());
    const std::string path = old_generation(folder.path(), "00000001");
    {
        const Fd deleter(::open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        REQUIRE(::flock(deleter.get(), LOCK_EX) == 0);
        CHECK(store.lock_shared(path).error() ==
              boost::system::errc::resource_unavailable_try_again);
    }
    CHECK(delete_old(store, {}) == 1);
    CHECK(store.lock_shared(path).error() == boost::system::errc::no_such_file_or_directory);
}

TEST_CASE("CacheStore completes an interrupted deletion", "[io][cache]") {
    const TempFolder folder;
    const std::string path = old_generation(folder.path(), "00000001");
    fs::rename(path, folder / ".trash-20200101T000000.000000Z-00000001");
    const io::CacheStore store(folder.path());
    const std::atomic<bool> abandoned{true};
    CHECK(store.delete_unlocked_old({}, abandoned) == 0);
    CHECK(count(folder.path()) == 1);
    delete_old(store, {});
    CHECK(count(folder.path()) == 0);
}

TEST_CASE("CacheStore touches nothing but its own generations", "[io][cache]") {
    const TempFolder folder;
    const std::string outside = folder / "outside";
    fs::create_directories(outside);
    std::ofstream(outside + "/precious") << "text";
    const std::string root = folder / "root";
    const std::string generation = old_generation(root, "00000001");
    fs::create_directory_symlink(outside, generation + "/link");
    fs::create_directory_symlink(outside, root + "/20200101T000000.000000Z-00000002");
    fs::create_directory(root + "/something-else");
    const io::CacheStore store(root);
    CHECK(store.mark_bad(outside).has_error());
    CHECK(store.mark_bad(root + "/../outside").has_error());
    CHECK(store.lock_shared(outside).has_error());
    CHECK(store.lock_shared(root + "/20200101T000000.000000Z-00000002").has_error());
    CHECK(delete_old(store, {}) == 1);
    CHECK_FALSE(fs::exists(generation));
    CHECK(fs::exists(outside + "/precious"));
    CHECK_FALSE(fs::exists(outside + "/lock"));
    CHECK(fs::exists(root + "/something-else"));
}

TEST_CASE("remove_tree removes read-only folders and nothing after a stop", "[io][cache]") {
    const TempFolder folder;
    const std::string tree = folder / "tree";
    fs::create_directories(tree + "/a/b");
    std::ofstream(tree + "/a/b/file") << "x";
    fs::permissions(tree + "/a/b", fs::perms::owner_read | fs::perms::owner_exec);
    std::atomic<bool> stop{true};
    CHECK_FALSE(io::remove_tree(tree, stop));
    CHECK(fs::exists(tree + "/a/b/file"));
    stop = false;
    CHECK(io::remove_tree(tree, stop));
    CHECK_FALSE(fs::exists(tree));
    CHECK(io::remove_tree(tree, stop));  // already removed
}
