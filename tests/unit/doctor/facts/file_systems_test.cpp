#include "doctor/facts/file_systems.hpp"

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using doctor::FileSystemSort;

namespace {

FileSystemSort sort_of_type(const std::string& type, const std::string& source = "x",
                            const std::string& options = "rw") {
    return doctor::sort_of(io::MountPoint{"/m", type, source, options});
}

}  // namespace

TEST_CASE("File systems are sorted by what they do to gopls") {
    CHECK(sort_of_type("ext4") == FileSystemSort::kLocal);
    CHECK(sort_of_type("fuseblk") == FileSystemSort::kLocal);
    CHECK(sort_of_type("nfs4", "server:/export") == FileSystemSort::kNetwork);
    CHECK(sort_of_type("cifs", "//server/share") == FileSystemSort::kNetwork);
    CHECK(sort_of_type("fuse.sshfs") == FileSystemSort::kNetwork);
    CHECK(sort_of_type("fuse.bindfs") == FileSystemSort::kFuse);
    CHECK(sort_of_type("fuse") == FileSystemSort::kFuse);
    CHECK(sort_of_type("9p", "host") == FileSystemSort::kHost);
    CHECK(sort_of_type("9p", "C:\\", "aname=drvfs;path=C:\\") == FileSystemSort::kWindowsDrive);
    CHECK(sort_of_type("drvfs", "D:") == FileSystemSort::kWindowsDrive);
    CHECK(sort_of_type("overlay") == FileSystemSort::kOverlay);
    CHECK(sort_of_type("tmpfs") == FileSystemSort::kMemory);
    CHECK(doctor::is_remote(FileSystemSort::kWindowsDrive));
    CHECK_FALSE(doctor::is_remote(FileSystemSort::kOverlay));
}

TEST_CASE("A folder that does not exist yet is examined where it would be created") {
    const unit_test::TempFolder folder;
    folder.write("a/b", "text");
    const auto place = doctor::examine_place("GOCACHE", folder / "missing/deeper");
    CHECK(place.answered);
    CHECK(place.name == "GOCACHE");
    CHECK(place.path == folder / "missing/deeper");
    CHECK(place.stat_time.has_value());
    CHECK(place.read_time.has_value());
    REQUIRE(place.free_bytes.has_value());
    CHECK(*place.free_bytes > 0);
}
