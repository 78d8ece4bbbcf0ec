#include "io/named_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "io/files.hpp"
#include "unit/io/support.hpp"

namespace fs = std::filesystem;
using io_test::TempFolder;

namespace {

std::size_t entries(const TempFolder& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("A named file that is new or regular is replaced whole", "[io][named_file]") {
    const TempFolder folder;
    const std::string path = folder / "report";
    REQUIRE(io::write_named_file(path, "first").has_value());
    CHECK(io::read_file(path).value() == "first");
    std::ifstream earlier(path);  // has the old content open
    REQUIRE(io::write_named_file(path, "2nd").has_value());
    CHECK(io::read_file(path).value() == "2nd");
    std::string seen;
    earlier >> seen;
    CHECK(seen == "first");
    CHECK(entries(folder) == 1);
}

TEST_CASE("A symbolic link to a named file stays, and its target is written", "[io][named_file]") {
    const TempFolder folder;
    fs::create_directory(folder / "real");
    fs::create_symlink("real/report", folder / "relative");
    fs::create_symlink(folder / "relative", folder / "chain");
    REQUIRE(io::write_named_file(folder / "chain", "first").has_value());  // the target is new
    CHECK(io::read_file(folder / "real/report").value() == "first");
    REQUIRE(io::write_named_file(folder / "relative", "second").has_value());
    CHECK(io::read_file(folder / "real/report").value() == "second");
    CHECK(fs::is_symlink(folder / "relative"));
    CHECK(fs::is_symlink(folder / "chain"));
    CHECK(entries(folder) == 3);

    fs::create_symlink("loop", folder / "loop");
    CHECK(io::write_named_file(folder / "loop", "x").has_error());
    CHECK(fs::is_symlink(folder / "loop"));
}

TEST_CASE("A named FIFO stays one and its reader gets the bytes", "[io][named_file]") {
    const TempFolder folder;
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    fs::create_symlink("fifo", folder / "link");
    CHECK(io::write_named_file(folder / "fifo", "x", io::WithoutReader::kFail).error() ==
          boost::system::errc::no_such_device_or_address);
    const int reader = ::open((folder / "fifo").c_str(), O_RDONLY | O_NONBLOCK);
    REQUIRE(reader >= 0);
    for (const std::string& path : {folder / "fifo", folder / "link"}) {
        CAPTURE(path);
        REQUIRE(io::write_named_file(path, "report").has_value());
        std::array<char, 16> bytes{};
        const ssize_t n = ::read(reader, bytes.data(), bytes.size());
        CHECK(std::string(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0))) ==
              "report");
    }
    ::close(reader);
    CHECK(fs::is_fifo(folder / "fifo"));
    CHECK(fs::is_symlink(folder / "link"));
    CHECK(entries(folder) == 2);
}

TEST_CASE("A folder cannot be a named file", "[io][named_file]") {
    const TempFolder folder;
    CHECK(io::write_named_file(folder.path(), "x").error() == boost::system::errc::is_a_directory);
    CHECK(io::write_named_file(folder / "no/such", "x").error() ==
          boost::system::errc::no_such_file_or_directory);
    CHECK(entries(folder) == 0);
}
