#include "app/gopls/find_gopls.hpp"

#include <string>
#include <vector>

#include "app/build_info.hpp"
#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

namespace {

namespace fs = std::filesystem;

constexpr const char* kScript = "#!/bin/sh\nexit 0\n";

/// Returns a file with the build information of gopls-proxy far from its beginning, like a program
/// of a platform without ELF.
std::string foreign_proxy() {
    return std::string(3'000'000, 'x') + std::string(app::build_info());
}

/// A home folder, two folders on PATH, and the proxy's own executable.
struct Place {
    unit_test::TempFolder folder;
    app::Environment environment = {{"PATH", folder / "first" + ":" + folder / "second"},
                                    {"HOME", folder / "home"}};

    /// Returns the path of the gopls found, or else the error sentence.
    std::string find(const std::string& explicit_path = {}) const {
        const auto found = search(explicit_path);
        return found ? found->path : found.error().sentence;
    }
    boost::system::result<app::FoundGopls, app::NotFound> search(
        const std::string& explicit_path = {}) const {
        app::GoplsSearch wanted;
        wanted.explicit_path = explicit_path;
        wanted.source = "GOPLS_PROXY_GOPLS";
        wanted.self = folder / "self/gopls-proxy";
        return app::find_gopls(wanted, environment);
    }
};

constexpr const char* kNowhere =
    "gopls was not found on PATH, in GOBIN, GOPATH/bin or ~/go/bin: install it with `go install "
    "golang.org/x/tools/gopls@latest`, or set its path: GOPLS_PROXY_GOPLS=/path/to/gopls";

}  // namespace

TEST_CASE("find_gopls says where it searched and how to install gopls") {
    const Place place;
    CHECK(place.find() == kNowhere);
}

TEST_CASE("find_gopls searches PATH and GOBIN and GOPATH/bin and ~/go/bin in this order") {
    Place place;
    place.environment["GOBIN"] = place.folder / "gobin";
    place.environment["GOPATH"] = place.folder / "p1" + ":" + place.folder / "p2";
    const std::vector<std::pair<std::string, std::string>> steps = {
        {"home/go/bin/gopls", "~/go/bin"}, {"p2/bin/gopls", "GOPATH/bin"},
        {"p1/bin/gopls", "GOPATH/bin"},    {"gobin/gopls", "GOBIN"},
        {"second/gopls", "PATH"},          {"first/gopls", "PATH"},
    };
    for (const auto& [file, where] : steps) {
        const std::string path = place.folder.write_program(file, kScript);
        const auto found = place.search();
        REQUIRE(found.has_value());
        CHECK(found->path == path);
        CHECK(found->found_in == where);
        CHECK(found->notes.empty());
    }
}

TEST_CASE("find_gopls accepts only executable regular files") {
    const Place place;
    fs::create_directories(place.folder / "first/gopls");
    place.folder.write("second/gopls", kScript);
    CHECK(place.find() == kNowhere);
    fs::permissions(place.folder / "second/gopls", fs::perms::owner_all);
    CHECK(place.find() == place.folder / "second/gopls");
}

TEST_CASE("find_gopls skips a broken link and keeps a good one unresolved") {
    const Place place;
    const std::string real = place.folder.write_program("real/gopls", kScript);
    fs::create_directories(place.folder / "first");
    fs::create_directories(place.folder / "second");
    fs::create_symlink(place.folder / "gone", place.folder / "first/gopls");
    fs::create_symlink(real, place.folder / "second/gopls");
    CHECK(place.find() == place.folder / "second/gopls");
}

TEST_CASE("find_gopls skips relative folders on PATH because they depend on the workspace") {
    Place place;
    place.environment["PATH"] = ".::bin:" + place.folder / "second" + ":";
    place.environment["GOBIN"] = "bin";
    place.environment["GOPATH"] = "~/go";
    const std::string path = place.folder.write_program("second/gopls", kScript);
    CHECK(place.find() == path);
    fs::remove(path);
    CHECK(place.find() == kNowhere);
}

TEST_CASE("find_gopls never finds the proxy itself under any name") {
    const Place place;
    const std::string self = place.folder.write_program("self/gopls-proxy", kScript);
    fs::create_directories(place.folder / "first");
    fs::create_directories(place.folder / "second");
    SECTION("a symbolic link") {
        fs::create_symlink(self, place.folder / "first/gopls");
    }
    SECTION("a link to a link") {
        fs::create_symlink(self, place.folder / "link");
        fs::create_symlink(place.folder / "link", place.folder / "first/gopls");
    }
    SECTION("a hard link") {
        fs::create_hard_link(self, place.folder / "first/gopls");
    }

    CHECK(
        place.find() ==
        "gopls was not found on PATH, in GOBIN, GOPATH/bin or ~/go/bin (" +
            place.folder / "first/gopls" +
            " is gopls-proxy itself): install it with `go install "
            "golang.org/x/tools/gopls@latest`, or set its path: GOPLS_PROXY_GOPLS=/path/to/gopls");
    const std::string real = place.folder.write_program("second/gopls", kScript);
    const auto found = place.search();
    REQUIRE(found.has_value());
    CHECK(found->path == real);
    REQUIRE(found->notes.size() == 1);
    CHECK(found->notes[0] == place.folder / "first/gopls" + " is gopls-proxy itself");
}

TEST_CASE("find_gopls skips another copy of the proxy by its build information") {
    const Place place;
    const std::string copy = place.folder.write_program("first/gopls", foreign_proxy());
    const std::string real = place.folder.write_program("second/gopls", kScript);
    CHECK(app::is_gopls_proxy(copy));
    CHECK_FALSE(app::is_gopls_proxy(real));
    const auto found = place.search();
    REQUIRE(found.has_value());
    CHECK(found->path == real);
    REQUIRE(found->notes.size() == 1);
    CHECK(found->notes[0] == copy + " is another gopls-proxy");
}

TEST_CASE("is_gopls_proxy recognises this program by its build information") {
    REQUIRE_FALSE(app::build_info().empty());
    CHECK(app::is_gopls_proxy(app::own_executable()));
    CHECK_FALSE(app::is_gopls_proxy("/bin/sh"));
    CHECK_FALSE(app::is_gopls_proxy("/nonexistent"));
}

TEST_CASE("is_gopls_proxy survives a damaged ELF file") {
    const unit_test::TempFolder folder;
    const std::string own = unit_test::content_of(app::own_executable()).substr(0, 64);
    for (const std::size_t length : {0, 4, 20, 63, 64}) {
        CHECK_FALSE(app::is_gopls_proxy(folder.write("a", own.substr(0, length))));
    }
    for (std::size_t at = 5; at < own.size(); ++at) {
        std::string damaged = own + std::string(200, '\xff');
        damaged[at] = '\xff';
        CHECK_FALSE(app::is_gopls_proxy(folder.write("a", damaged)));
    }
}

TEST_CASE("find_gopls uses or rejects an explicit path but never replaces it") {
    Place place;
    place.folder.write_program("first/gopls", kScript);
    const std::string mine = place.folder.write_program("mine/gopls-1.2", kScript);
    const std::string named = place.folder.write_program("second/gopls-nightly", kScript);
    const std::string at_home = place.folder.write_program("home/bin/gopls", kScript);
    place.folder.write_program("proxy/gopls", foreign_proxy());
    place.folder.write_program("first/looped", foreign_proxy());
    place.folder.write("mine/readme", "");
    const auto refused = [](const std::string& given, const std::string& why) {
        return "invalid value \"" + given + "\" for gopls (from GOPLS_PROXY_GOPLS)" + why;
    };
    CHECK(place.find(mine) == mine);
    CHECK(place.search(mine)->found_in == "GOPLS_PROXY_GOPLS");
    CHECK(place.find("gopls-nightly") == named);
    CHECK(place.find("~/bin/gopls") == at_home);
    CHECK(place.find(place.folder / "none") ==
          refused(place.folder / "none", ": the file does not exist"));
    CHECK(place.find(place.folder / "mine/readme") ==
          refused(place.folder / "mine/readme", ": the file is not executable"));
    CHECK(place.find(place.folder / "mine") ==
          refused(place.folder / "mine", ": the file is not executable"));
    CHECK(place.find("bin/gopls") == refused("bin/gopls", ": not an absolute path"));
    CHECK(place.find("./gopls") == refused("./gopls", ": not an absolute path"));
    CHECK(place.find("no-such-name") ==
          refused("no-such-name", ": not found on PATH; set the absolute path of the real gopls"));
    CHECK(place.find("looped") ==
          refused("looped", ": not found on PATH (" + place.folder / "first/looped" +
                                " is another gopls-proxy); set the absolute path of the real "
                                "gopls"));
    CHECK(place.find(place.folder / "proxy/gopls") ==
          refused(place.folder / "proxy/gopls",
                  ": this is gopls-proxy, not gopls; set the path of the real gopls, or remove "
                  "the setting to have it searched for"));
}

TEST_CASE("find_gopls ends a chain of proxies") {
    Place place;
    place.folder.write_program("first/gopls", kScript);
    for (const char* depth : {"0", "1", "2"}) {
        place.environment["GOPLS_PROXY_DEPTH"] = depth;
        CHECK(place.search().has_value());
    }
    place.environment["GOPLS_PROXY_DEPTH"] = "3";
    CHECK_THAT(place.find(),
               Catch::Matchers::StartsWith("gopls-proxy started itself 3 times over"));
    CHECK_THAT(place.find("/bin/sh"), Catch::Matchers::StartsWith("gopls-proxy started itself"));
}
