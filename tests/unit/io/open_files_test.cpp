#include "io/open_files.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include "support/catch.hpp"

TEST_CASE("The limit of open files is the soft one", "[io]") {
    CHECK(io::open_file_limit_in("Limit                     Soft Limit  Hard Limit  Units\n"
                                 "Max open files            1024        524288      files\n") ==
          1024);
    CHECK(io::open_file_limit_in("Max open files            unlimited   unlimited   files\n") == 0);
    CHECK(io::open_file_limit_in("") == 0);
}

TEST_CASE("A process has descriptors and a limit", "[io]") {
    const auto before = io::open_file_use(::getpid());
    REQUIRE(before);
    CHECK(before->open >= 3);
    rlimit limit{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    if (limit.rlim_cur != RLIM_INFINITY) CHECK(before->limit == limit.rlim_cur);
    const int fd = ::dup(0);
    CHECK(io::open_file_use(::getpid())->open == before->open + 1);
    ::close(fd);
    CHECK_FALSE(io::open_file_use(0));
}
