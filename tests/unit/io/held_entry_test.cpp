#include "io/held_entry.hpp"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "unit/io/support.hpp"

using io_test::Fd;
using io_test::TempFolder;

namespace {

namespace fs = std::filesystem;
using Type = io::EntryFacts::Type;

void write(const std::string& path) {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path) << "content";
}

io::HeldEntry hold(const std::string& path) {
    auto entry = io::HeldEntry::open(path);
    REQUIRE(entry.has_value());
    return std::move(*entry);
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

TEST_CASE("An entry is described by its own facts and those of its folder", "[io]") {
    const TempFolder folder;
    write(folder / "cache/README");
    write(folder / "cache/00/x");
    fs::create_symlink("cache", folder / "link");
    const io::HeldEntry entry = hold(folder / "cache");
    CHECK(entry.facts().type == Type::kFolder);
    CHECK(entry.facts().owner == ::geteuid());
    CHECK(entry.facts().parent_owner == ::geteuid());
    CHECK_FALSE(entry.facts().is_mount_point);
    CHECK_FALSE(entry.facts().parent_is_open);
    CHECK(*entry.names() == std::vector<std::string>{"00", "README"});
    CHECK(entry.read("README", 4) == "cont");
    CHECK(entry.read("00", 4).empty());
    CHECK(hold(folder / "link").facts().type == Type::kSymlink);
    CHECK(hold(folder / "cache/README").facts().type == Type::kFile);
#if defined(__linux__)
    CHECK(hold("/proc").facts().is_mount_point);
#endif

    fs::permissions(folder.path(), fs::perms(0777));
    CHECK(hold(folder / "cache").facts().parent_is_open);
    fs::permissions(folder.path(), fs::perms(01777));
    CHECK_FALSE(hold(folder / "cache").facts().parent_is_open);
}

TEST_CASE("An entry is reached without symbolic links or not at all", "[io]") {
    const TempFolder folder;
    write(folder / "real/cache/file");
    fs::create_directory_symlink("real", folder / "link");
    CHECK(io::HeldEntry::open(folder / "link/cache").has_error());
    CHECK(io::HeldEntry::open(folder / "real/../real/cache").has_error());
    CHECK(io::HeldEntry::open("real/cache").has_error());
    CHECK(io::HeldEntry::open("/").has_error());
    CHECK(io::HeldEntry::open(folder / "nothing").error() ==
          boost::system::errc::no_such_file_or_directory);

    const auto resolved = io::resolve_parent(folder / "link/cache");
    REQUIRE(resolved.has_value());
    CHECK(fs::path(*resolved).filename() == "cache");
    CHECK(
        hold(*resolved).facts().is_same(hold(fs::canonical(folder.path()) / "real/cache").facts()));
    // The entry itself is not resolved: whoever deletes it must see that it is a link.
    CHECK(*io::resolve_parent(folder / "link") == fs::canonical(folder.path()) / "link");
}

TEST_CASE("A folder is moved aside within its folder, and locked", "[io]") {
    const TempFolder folder;
    write(folder / "cache/file");
    const io::EntryFacts before = hold(folder / "cache").facts();
    std::string aside;
    {
        io::HeldEntry entry = hold(folder / "cache");
        REQUIRE(entry.move_aside().has_value());
        aside = entry.name();
        CHECK(io::is_aside(aside));
        CHECK(names_in(folder.path()) == std::vector<std::string>{aside});
        CHECK(hold(folder / aside).facts().is_same(before));
        CHECK(hold(folder / aside).lock().error() ==
              boost::system::errc::resource_unavailable_try_again);
    }
    CHECK(hold(folder / aside).lock().has_value());
}

TEST_CASE("Another entry in the same place is not moved", "[io]") {
    const TempFolder folder;
    write(folder / "cache/file");
    SECTION("another folder") {
        io::HeldEntry entry = hold(folder / "cache");
        fs::rename(folder / "cache", folder / "old");
        write(folder / "cache/precious");
        CHECK(entry.move_aside().error().value() == ESTALE);
        CHECK(fs::exists(folder / "cache/precious"));
    }
    SECTION("a link") {
        io::HeldEntry entry = hold(folder / "cache");
        fs::rename(folder / "cache", folder / "old");
        fs::create_directory_symlink("old", folder / "cache");
        CHECK(entry.move_aside().error().value() == ESTALE);
        CHECK(fs::is_symlink(folder / "cache"));
        CHECK(fs::exists(folder / "old/file"));
    }
    SECTION("nothing") {
        io::HeldEntry entry = hold(folder / "cache");
        fs::rename(folder / "cache", folder / "old");
        CHECK(entry.move_aside().has_error());
        CHECK(fs::exists(folder / "old/file"));
    }
    SECTION("the folder above is a link by now") {
        write(folder / "above/cache/file");
        io::HeldEntry entry = hold(folder / "above/cache");
        fs::rename(folder / "above", folder / "moved");
        write(folder / "elsewhere/cache/precious");
        fs::create_directory_symlink("elsewhere", folder / "above");
        REQUIRE(entry.move_aside().has_value());  // the one that was examined
        CHECK(fs::exists(folder / "elsewhere/cache/precious"));
        CHECK_FALSE(fs::exists(folder / "moved/cache"));
    }
}

TEST_CASE("Two runs do not move the same folder", "[io]") {
    const TempFolder folder;
    write(folder / "cache/file");
    const io::HeldEntry first = hold(folder / "cache");
    io::HeldEntry second = hold(folder / "cache");
    const Fd other(::open((folder / "cache").c_str(), O_RDONLY | O_DIRECTORY));
    REQUIRE(::flock(other.get(), LOCK_EX | LOCK_NB) == 0);
    CHECK(second.move_aside().error() == boost::system::errc::resource_unavailable_try_again);
    CHECK(fs::exists(folder / "cache/file"));
}

TEST_CASE("A file in the entry can be locked", "[io]") {
    const TempFolder folder;
    write(folder / "generation/file");
    io::HeldEntry entry = hold(folder / "generation");
    {
        const Fd server(
            ::open((folder / "generation/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        REQUIRE(::flock(server.get(), LOCK_SH | LOCK_NB) == 0);
        CHECK(entry.lock_file("lock").error() ==
              boost::system::errc::resource_unavailable_try_again);
    }
    CHECK(entry.lock_file("lock").has_value());
    CHECK(fs::exists(folder / "generation/lock"));
}

TEST_CASE("Names of entries moved aside are recognized", "[io]") {
    CHECK(io::is_aside(".gopls-proxy-deleted-12-0123456789abcdef"));
    for (const char* other :
         {".gopls-proxy-deleted-", ".gopls-proxy-deleted--0123456789abcdef",
          ".gopls-proxy-deleted-12-0123456789abcde", ".gopls-proxy-deleted-12-0123456789abcdefg",
          ".gopls-proxy-deleted-12-0123456789ABCDEF", "gopls-proxy-deleted-12-0123456789abcdef",
          ".gopls-proxy-deleted-x-0123456789abcdef"}) {
        INFO(other);
        CHECK_FALSE(io::is_aside(other));
    }
}
