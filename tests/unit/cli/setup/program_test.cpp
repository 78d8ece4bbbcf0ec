#include "cli/setup/program.hpp"

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace cli::setup;
using unit_test::TempFolder;

namespace {

namespace fs = std::filesystem;

constexpr const char* kProxy = "#!/bin/sh\n# path\tgopls-proxy\n";

}  // namespace

TEST_CASE("The program is the entry on PATH, with its links not resolved") {
    const TempFolder folder;
    const std::string real = folder.write_program("store/1.0/bin/gopls-proxy", kProxy);
    fs::create_directories(folder / "bin");
    fs::create_symlink(real, folder / "bin/gopls-proxy");
    const app::Environment environment = {{"PATH", folder / "bin"}};
    const Program program = find_program(environment, real);
    CHECK(program.path == folder / "bin/gopls-proxy");
    CHECK(program.on_path);
    CHECK(program.as_gopls == program.path);
    REQUIRE(program.remarks.size() == 1);
    CHECK(program.remarks[0].find("There is no lib/gopls-proxy/gopls beside ") == 0);
}

TEST_CASE("The name gopls is used where `make install` put it") {
    const TempFolder folder;
    const std::string real = folder.write_program("bin/gopls-proxy", kProxy);
    fs::create_directories(folder / "lib/gopls-proxy");
    fs::create_symlink("../../bin/gopls-proxy", folder / "lib/gopls-proxy/gopls");
    const Program program = find_program({{"PATH", folder / "bin"}}, real);
    CHECK(program.as_gopls == folder / "lib/gopls-proxy/gopls");
    CHECK(program.remarks.empty());
    fs::remove(folder / "lib/gopls-proxy/gopls");
    folder.write_program("lib/gopls-proxy/gopls", kProxy);  // another program
    CHECK(find_program({{"PATH", folder / "bin"}}, real).as_gopls == real);
}

TEST_CASE("A program in a build folder says so, and the installed one goes first") {
    const TempFolder folder;
    const std::string built = folder.write_program("build/release/gopls-proxy", kProxy);
    folder.write("build/release/CMakeCache.txt", "");
    const Program alone = find_program({{"PATH", "/nowhere"}}, built);
    CHECK(alone.path == built);
    CHECK_FALSE(alone.on_path);
    REQUIRE(alone.remarks.size() == 2);
    CHECK(alone.remarks[0].find("is in a build folder") != std::string::npos);
    const std::string installed =
        folder.write_program("bin/gopls-proxy", std::string(kProxy) + "2");
    const Program both = find_program({{"PATH", folder / "bin"}}, built);
    CHECK(both.path == installed);
    REQUIRE(both.remarks.size() == 2);
    CHECK(both.remarks[0].find("on PATH, " + installed) != std::string::npos);
}

TEST_CASE("A command is a proxy's by the program that it starts") {
    const TempFolder folder;
    const std::string proxy = folder.write_program("bin/gopls-proxy", kProxy);
    const std::string gopls = folder.write_program("go/gopls", "#!/bin/sh\n");
    const std::string text = folder.write("bin/text", kProxy);
    const app::Environment environment = {{"PATH", folder / "bin"},
                                          {"HOME", folder.path().string()}};
    const Program program = {"/gone/gopls-proxy", "/gone/gopls", false};
    for (const std::string& command :
         {std::string("gopls-proxy"), proxy, std::string("~/bin/gopls-proxy"),
          std::string("/gone/gopls"), program.path}) {
        INFO(command);
        CHECK(starts_proxy(command, program, environment));
    }
    for (const std::string& command :
         {std::string("gopls"), gopls, text, std::string("./gopls-proxy"),
          std::string("/nowhere/gopls-proxy"), std::string()}) {
        INFO(command);
        CHECK_FALSE(starts_proxy(command, program, environment));
    }
}
