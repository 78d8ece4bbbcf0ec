#include "io/go_programs.hpp"

#include <unistd.h>

#include <filesystem>

#include "io/processes.hpp"
#include "unit/io/support.hpp"

using io::GoPrograms;
using io::ProcessImage;
using io_test::Forked;

namespace {

ProcessImage image_of(int pid) {
    const auto identity = io::identity_of(pid);
    REQUIRE(identity);
    return {pid, identity->start_ticks, io::executable_of(pid)};
}

/// Waits until the process runs `executable` and returns its image.
ProcessImage image_behind_exec(int pid, const std::string& executable) {
    while (io::executable_of(pid) != executable) ::sched_yield();
    return image_of(pid);
}

io::Snapshot snapshot_of(const ProcessImage& image) {
    io::Snapshot snapshot{true, {io::Process()}};
    io::Process& process = snapshot.processes.front();
    process.pid = image.pid;
    process.start_ticks = image.start_ticks;
    process.executable = image.executable;
    return snapshot;
}

}  // namespace

TEST_CASE("read_go_program reads the build information of a process's executable",
          "[io][go_programs]") {
    // This test program contains the proxy's build information.
    const auto program = io::read_go_program(image_of(::getpid()));
    REQUIRE(program);
    CHECK(program->package == "gopls-proxy");
}

TEST_CASE("read_go_program returns an empty package for a program that is not Go",
          "[io][go_programs]") {
    const std::string sleep = std::filesystem::canonical("/bin/sleep").string();
    const Forked child([] { ::execl("/bin/sleep", "sleep", "1000", nullptr); });
    const auto program = io::read_go_program(image_behind_exec(child.pid(), sleep));
    REQUIRE(program);
    CHECK(program->package == "");
}

TEST_CASE("read_go_program returns nothing for a process that is gone or replaced",
          "[io][go_programs]") {
    CHECK(io::executable_of(4'194'305).empty());
    CHECK_FALSE(io::read_go_program({4'194'305, 1, "/bin/sh"}));
    ProcessImage self = image_of(::getpid());
    SECTION("the pid was reused") {
        ++self.start_ticks;
    }
    SECTION("the process runs another program") {
        self.executable = "/bin/sh";
    }
    CHECK_FALSE(io::read_go_program(self));
}

TEST_CASE("GoPrograms does not read a known process again", "[io][go_programs]") {
    const io_test::TempFolder folder;
    const std::string file = folder / "sleep";
    std::filesystem::copy_file("/bin/sleep", file);
    const Forked child([&] { ::execl(file.c_str(), "sleep", "1000", nullptr); });
    GoPrograms programs;
    const ProcessImage image = image_behind_exec(child.pid(), file);
    auto seen = snapshot_of(image);
    REQUIRE(programs.fill_in(seen) == std::vector{image});
    programs.add(image, {"a/package"});
    CHECK(programs.fill_in(seen).empty());
    CHECK(seen.processes.front().go_program == "a/package");
}

TEST_CASE("GoPrograms does not know a process after an exec or pid reuse", "[io][go_programs]") {
    GoPrograms programs;
    const ProcessImage shell{7, 100, "/bin/sh"};
    programs.add(shell, {""});
    for (const ProcessImage& other :
         {ProcessImage{7, 100, "/bin/gopls"}, ProcessImage{7, 101, "/bin/sh"}}) {
        auto seen = snapshot_of(other);
        CHECK(programs.fill_in(seen) == std::vector{other});
        CHECK_FALSE(seen.processes.front().go_program.has_value());
    }
    auto hidden = snapshot_of({7, 100, ""});
    CHECK(programs.fill_in(hidden).empty());
}

TEST_CASE("GoPrograms remembers that a program has no build information", "[io][go_programs]") {
    GoPrograms programs;
    programs.add({7, 100, "/bin/gopls"}, {});
    auto seen = snapshot_of({7, 100, "/bin/gopls"});
    CHECK(programs.fill_in(seen).empty());
    CHECK_FALSE(seen.processes.front().go_program.has_value());
}

TEST_CASE("main_package falls back to the module for a program built from files",
          "[io][go_programs]") {
    CHECK(io::main_package({"go1.26", "a.b/c/cmd/d", "a.b/c", ""}) == "a.b/c/cmd/d");
    CHECK(io::main_package({"go1.26", "command-line-arguments", "a.b/c", ""}) == "a.b/c");
}
