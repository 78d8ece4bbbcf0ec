#include "io/inotify_use.hpp"

#include <unistd.h>

#include "support/catch.hpp"

TEST_CASE("The watches of an inotify instance are the lines of its fdinfo", "[io]") {
    CHECK(io::count_watches("pos:\t0\nflags:\t02004000\nmnt_id:\t15\nino:\t1058\n"
                            "inotify wd:2 ino:3c3f sdev:fe00000 mask:c06 ignored_mask:0 "
                            "fhandle-bytes:8 fhandle-type:1 f_handle:3f3c0000\n"
                            "inotify wd:1 ino:2 sdev:fe00000 mask:fce ignored_mask:0 ") == 2);
    CHECK(io::count_watches("") == 0);
    CHECK(io::count_watches("pos:\t0\n\n\n") == 0);
}

TEST_CASE("A search for inotify instances that is stopped finds nothing", "[io]") {
    CHECK(io::inotify_users(::geteuid(), true).empty());
}
