#include "io/go_programs.hpp"

#include <unistd.h>

#include "io_support.hpp"

using io_test::Forked;

TEST_CASE("a process is known by the build information of its executable", "[io][go_programs]") {
    io::GoPrograms programs;
    // This program has that of the proxy.
    CHECK(programs.of_process(::getpid()) == "gopls-proxy");
    CHECK(programs.of_process(::getpid()) == "gopls-proxy");
    CHECK(programs.size() == 1);
}

TEST_CASE("a process that is not a Go program runs none", "[io][go_programs]") {
    const Forked child([] { ::execl("/bin/sleep", "sleep", "1000", nullptr); });
    io::GoPrograms programs;
    auto program = programs.of_process(child.pid());
    while (program == "gopls-proxy") program = programs.of_process(child.pid());  // before its exec
    CHECK(program == "");
}

TEST_CASE("which program a process that is gone runs cannot be told", "[io][go_programs]") {
    io::GoPrograms programs;
    CHECK_FALSE(programs.of_process(4'194'305).has_value());
    CHECK(programs.size() == 0);
}
