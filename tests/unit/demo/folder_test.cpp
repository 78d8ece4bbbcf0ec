#include "demo/folder.hpp"

#include <filesystem>

#include "demo/process.hpp"
#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using app::Environment;
using namespace std::chrono_literals;

namespace {

constexpr const char* kRealGo = "#!/bin/sh\necho real \"$@\"\n";

}  // namespace

TEST_CASE("contained shields the demo's programs from the user's environment") {
    const Environment contained = demo::contained({{"PATH", "/bin"},
                                                   {"HOME", "/home/me"},
                                                   {"GOFLAGS", "-mod=mod"},
                                                   {"GOPLSCACHE", "/c"},
                                                   {"GOPLS_PROXY_MODE", "off"},
                                                   {"XDG_CONFIG_HOME", "/home/me/.config"}},
                                                  "/tmp/d");
    CHECK(contained.at("PATH") == "/bin");
    for (const char* absent : {"GOFLAGS", "GOPLSCACHE", "GOPLS_PROXY_MODE"}) {
        CHECK_FALSE(contained.contains(absent));
    }
    for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME",
                             "XDG_DATA_HOME", "TMPDIR", "GOPATH"}) {
        INFO(name);
        CHECK(contained.at(name).starts_with("/tmp/d/"));
    }
    CHECK(contained.at("GOPROXY") == "off");
    const Environment proxy = demo::for_proxy(contained, "/x/gopls", "/tmp/d/log");
    CHECK(proxy.at("GOPLS_PROXY_GOPLS") == "/x/gopls");
    CHECK(proxy.at("GOPLS_PROXY_LOG_FILE") == "/tmp/d/log");
    CHECK(proxy.at("GOPLS_PROXY_STALL_WINDOW") == "2s");
}

TEST_CASE("Folder deletes itself with its contents unless it is kept") {
    std::string path;
    {
        const auto folder = demo::Folder::make(false);
        REQUIRE(folder.has_value());
        path = (*folder)->path();
        CHECK((*folder)->write("a/b.txt", "text"));
        CHECK(unit_test::content_of(**folder / "a/b.txt") == "text");
        CHECK_FALSE((*folder)->write("a", "it is a folder"));
    }
    CHECK_FALSE(std::filesystem::exists(path));
    {
        const auto folder = demo::Folder::make(true);
        REQUIRE(folder.has_value());
        path = (*folder)->path();
    }
    CHECK(std::filesystem::exists(path));
    std::filesystem::remove_all(path);
}

TEST_CASE("blocking_go runs the real go command unless it blocks") {
    const unit_test::TempFolder folder;
    const std::string real = folder.write_program("it's real/go", kRealGo);
    const std::string marker = folder / "marker";
    const std::string go = folder.write_program("go", demo::blocking_go(real, marker));
    const auto output = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), go);
        return demo::output_of({arguments, {{"PATH", "/usr/bin:/bin"}}, "/"}, 10s);
    };
    folder.write("marker", "");
    CHECK(output({"env", "-json"}) == "real env -json\n");
    CHECK(output({"list", "-m"}) == "real list -m\n");
    CHECK(std::filesystem::exists(marker));
    std::filesystem::remove(marker);
    CHECK(output({"list", "-deps=true", "./..."}) == "real list -deps=true ./...\n");
    CHECK_FALSE(std::filesystem::exists(marker + ".taken"));
}

TEST_CASE("output_of returns the output of a successful program only") {
    const auto run = [](const std::string& script) {
        return demo::output_of({{"/bin/sh", "-c", script}, {}, "/"}, 10s);
    };
    CHECK(run("echo a; echo b") == "a\nb\n");
    CHECK_FALSE(run("echo a; exit 1"));
    CHECK_FALSE(run("kill -9 $$"));
    CHECK_FALSE(demo::output_of({{"/nowhere/program"}, {}, "/"}, 10s));
}
