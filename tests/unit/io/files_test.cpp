#include "io/files.hpp"

#include <sys/stat.h>

#include <fstream>

#include "unit/io/support.hpp"

namespace fs = std::filesystem;
using io_test::TempFolder;

TEST_CASE("create_directories makes private folders and leaves existing ones unchanged",
          "[io][files]") {
    const TempFolder folder;
    fs::create_directory(folder / "a");
    fs::permissions(folder / "a", fs::perms::all);
    REQUIRE(io::create_directories(folder / "a/b/c").has_value());
    CHECK((fs::status(folder / "a").permissions() & fs::perms::mask) == fs::perms::all);
    CHECK((fs::status(folder / "a/b").permissions() & fs::perms::mask) == fs::perms::owner_all);
    CHECK((fs::status(folder / "a/b/c").permissions() & fs::perms::mask) == fs::perms::owner_all);
    CHECK(io::create_directories(folder / "a/b/c/").has_value());
    CHECK(io::create_directories("/").has_value());
    std::ofstream(folder / "file") << "x";
    CHECK(io::create_directories(folder / "file").error() == boost::system::errc::not_a_directory);
    CHECK(io::create_directories(folder / "file/x").error() ==
          boost::system::errc::not_a_directory);
    CHECK(io::create_directories("").has_error());
}

TEST_CASE("write_file_atomically replaces a whole file and keeps it private", "[io][files]") {
    const TempFolder folder;
    const std::string path = folder / "file";
    REQUIRE(io::write_file_atomically(path, "first").has_value());
    CHECK((fs::status(path).permissions() & fs::perms::mask) ==
          (fs::perms::owner_read | fs::perms::owner_write));
    const std::string large(1 << 20, 'y');
    REQUIRE(io::write_file_atomically(path, large).has_value());
    CHECK((io::read_file(path).value() == large));
    CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);

    fs::create_directory(folder / "folder");
    CHECK(io::write_file_atomically(folder / "folder", "x").has_error());
    CHECK(io::write_file_atomically(folder / "no/such/folder", "x").error() ==
          boost::system::errc::no_such_file_or_directory);
    CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 2);
}

TEST_CASE("read_file has a size limit", "[io][files]") {
    const TempFolder folder;
    REQUIRE(io::write_file_atomically(folder / "file", "12345").has_value());
    CHECK(io::read_file(folder / "file").value() == "12345");
    CHECK(io::read_file(folder / "file", 5).value() == "12345");
    CHECK(io::read_file(folder / "file", 4).error() == boost::system::errc::file_too_large);
    CHECK(io::read_file(folder / "none").error() == boost::system::errc::no_such_file_or_directory);
    CHECK(io::read_file(folder.path()).error() == boost::system::errc::is_a_directory);
}

TEST_CASE("read_file rejects a special file without blocking", "[io][files]") {
    const TempFolder folder;
    REQUIRE(::mkfifo((folder / "go.mod").c_str(), 0600) == 0);  // has no writer
    for (const std::string& path : {folder / "go.mod", std::string("/dev/zero")})
        CHECK(io::read_file(path).error() == boost::system::errc::operation_not_supported);
}
