#include "doctor/facts/programs.hpp"

#include <csignal>
#include <thread>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace doctor;
using namespace std::chrono_literals;

namespace {

/// Long enough for a machine under load.
constexpr auto kPlenty = 60s;

Program shell(const std::string& script, const std::string& folder = "/") {
    return {{"/bin/sh", "-c", script}, folder, {{"PATH", "/usr/bin:/bin"}, {"A", "a value"}}};
}

}  // namespace

TEST_CASE("Programs run with their folder, environment and input") {
    const unit_test::TempFolder folder;
    Programs programs(kPlenty);
    Program reads = shell("cat; pwd; echo \"$A\"; echo trouble >&2", folder.path().string());
    reads.input = "input\n";
    const std::vector<Ran> results = programs.run({reads, shell("exit 3"), shell("kill -9 $$")});
    REQUIRE(results.size() == 3);
    CHECK(results[0].ok());
    CHECK(results[0].output ==
          "input\n" + std::filesystem::canonical(folder.path()).string() + "\na value\n");
    CHECK(results[0].errors == "trouble\n");
    CHECK(results[1].state == Ran::State::kEnded);
    CHECK(results[1].code == 3);
    CHECK(results[2].code == 128 + 9);
    CHECK(programs.run(std::vector<Program>()).empty());
}

TEST_CASE("More programs than run at the same time all end, in order") {
    Programs programs(kPlenty);
    std::vector<Program> many;
    for (int i = 0; i < 40; ++i) many.push_back(shell("echo " + std::to_string(i)));
    const std::vector<Ran> results = programs.run(many);
    REQUIRE(results.size() == 40);
    for (int i = 0; i < 40; ++i) {
        CHECK(results[static_cast<std::size_t>(i)].output == std::to_string(i) + "\n");
    }
}

TEST_CASE("A large output is read to its end") {
    Programs programs(kPlenty);
    const Ran ran = programs.run(shell("head -c 3000000 /dev/zero"), kPlenty);
    CHECK(ran.ok());
    CHECK(ran.output.size() == 3'000'000);
}

TEST_CASE("A program that is not there is not started, and the others run") {
    Programs programs(kPlenty);
    const std::vector<Ran> results = programs.run(
        {{{"/nonexistent/program"}, "/", {}}, shell("echo here"), shell("true", "/nonexistent")});
    CHECK(results[0].state == Ran::State::kNotStarted);
    CHECK_FALSE(results[0].errors.empty());
    CHECK(results[1].output == "here\n");
    CHECK(results[2].state == Ran::State::kNotStarted);
}

TEST_CASE("A program that hangs is killed with its children") {
    const unit_test::TempFolder folder;
    const Program hangs =
        shell("sleep 1000 & echo $! > child; setsid sleep 1000 & echo $! > other; echo begun; wait",
              folder.path().string());
    Ran ran;
    // Under load the shell may not come so far in a short time.
    for (auto limit = 500ms; ran.output != "begun\n" && limit < 1min; limit *= 4) {
        Programs programs(kPlenty);
        ran = programs.run(hangs, limit);
    }
    CHECK(ran.timed_out());
    REQUIRE(ran.output == "begun\n");
    for (const char* name : {"child", "other"}) {
        const int pid = std::stoi(unit_test::content_of(folder / name));
        INFO(name);
        for (int i = 0; i < 1000 && ::kill(pid, 0) == 0; ++i) std::this_thread::sleep_for(10ms);
        CHECK(::kill(pid, 0) != 0);
    }
}

TEST_CASE("A child that holds the output open does not keep a program from ending") {
    Programs programs(kPlenty);
    const Ran ran = programs.run(shell("sleep 1000 & echo done"), kPlenty);
    CHECK(ran.ok());
    CHECK(ran.output == "done\n");
}

TEST_CASE("The first words of a failed program are its reason") {
    Ran ran;
    ran.errors = "\n  \ngo: no module\nmore\n";
    ran.output = "out\n";
    CHECK(first_words(ran) == "go: no module");
    ran.errors.clear();
    CHECK(first_words(ran) == "out");
    CHECK(first_words(Ran()).empty());
}

TEST_CASE("Programs are killed with their children once the caller wants to stop") {
    Programs programs(kPlenty);
    const unit_test::TempFolder folder;
    const std::string begun = (folder.path() / "begun").string();
    const Program endless = shell("sleep 1000 & echo $! >'" + begun + ".new'; mv '" + begun +
                                  ".new' '" + begun + "'; wait");
    const Ran ran = programs.run(endless, kPlenty, [&] { return !std::filesystem::exists(begun); });
    CHECK(ran.state == Ran::State::kStopped);
    int child = 0;
    std::ifstream(begun) >> child;
    REQUIRE(child > 1);
    CHECK((::kill(child, 0) == -1 ||
           unit_test::content_of("/proc/" + std::to_string(child) + "/stat").find(") Z ") !=
               std::string::npos));
    // One that ends by itself is not asked about for ever.
    CHECK(programs.run(shell("exit 0"), kPlenty, [] { return true; }).ok());
    CHECK(programs.run(shell("sleep 1000"), kPlenty, [] { return false; }).state ==
          Ran::State::kStopped);
}

TEST_CASE("Programs of a caller that wants to stop are not started, whatever their own question") {
    const unit_test::TempFolder folder;
    bool keep_going = true;
    Programs programs(kPlenty, [&] { return keep_going; });
    CHECK(programs.run({shell("exit 0")}).at(0).ok());
    CHECK(programs.run(shell("sleep 1000"), kPlenty, [] { return false; }).state ==
          Ran::State::kStopped);
    keep_going = false;
    const std::string file = (folder.path() / "started").string();
    CHECK(programs.run({shell("echo > '" + file + "'")}).at(0).state == Ran::State::kStopped);
    CHECK(programs.run(shell("echo > '" + file + "'"), kPlenty, [] { return true; }).state ==
          Ran::State::kStopped);
    CHECK_FALSE(std::filesystem::exists(file));
}
