// `gopls-proxy clean` in hostile surroundings: mounts, full and read-only disks, settings that lead
// elsewhere, and somebody who swaps folders while it works.
#include <atomic>
#include <thread>

#include "integration/cleaning.hpp"
#include "support/mount_namespace.hpp"

using namespace cleaning;

namespace {

namespace fs = std::filesystem;

/// A build cache in the sandbox, and files that must survive.
struct Hostile : Cleaning {
    Hostile() {
        sandbox.write("gocache/trim.txt", "x");
        for (int i = 0; i < 300; ++i) sandbox.write("gocache/00/" + std::to_string(i) + "-d", "x");
        sandbox.write("precious/00/file", "text");
        sandbox.write("precious/trim.txt", "text");
    }
    bool is_precious_whole() const {
        return sandbox.read("precious/00/file") == "text" &&
               sandbox.read("precious/trim.txt") == "text";
    }
    /// Runs the command behind a shell script in a mount namespace; nothing if the machine does not
    /// allow that.
    std::optional<Json> clean_behind(const std::string& setup,
                                     const std::vector<std::string>& words) const {
        const support::MountNamespace space(setup, sandbox.environment);
        if (!space.refused().empty()) {
            WARN("not run: " << space.refused());
            return std::nullopt;
        }
        return parsed(support::run(space.with(command(words))));
    }
    std::string quoted(const std::string& relative) const {
        return "'" + sandbox.path(relative).string() + "'";
    }
};

Json outcome_of(const Json& document) {
    REQUIRE(document.at("items").size() == 1);
    return document.at("items")[0].at("outcome");
}

}  // namespace

TEST_CASE("a folder that is mounted in a cache is left as it is", "[clean_hostile]") {
    Hostile hostile;
    fs::create_directories(hostile.sandbox.path("gocache/02/m"));
    const auto done = hostile.clean_behind(
        "mount --bind " + hostile.quoted("precious") + " " + hostile.quoted("gocache/02/m"),
        {"--yes", "--json", "--build-cache"});
    if (!done) return;
    INFO(done->dump(2));
    CHECK(done->at("exit_code") == 1);
    CHECK(outcome_of(*done).at("state") == "failed");
    CHECK(outcome_of(*done).at("reason").get<std::string>().find(
              "/02/m: another file system is mounted there") != std::string::npos);
    CHECK(hostile.is_precious_whole());
    // Once it is not mounted any more, the next run deletes the rest.
    CHECK(fs::exists(outcome_of(*done).at("left_at").get<std::string>()));
    CHECK(hostile.clean({"--yes", "--build-cache"}).at("exit_code") == 0);
    CHECK_FALSE(fs::exists(outcome_of(*done).at("left_at").get<std::string>()));
    CHECK(hostile.is_precious_whole());
}

TEST_CASE("a cache on a full disk is deleted, and one on a read-only disk refused",
          "[clean_hostile]") {
    Hostile hostile;
    SECTION("full") {
        const auto done = hostile.clean_behind(
            "mount -t tmpfs -o size=64k,nr_inodes=32 none " + hostile.quoted("gocache") +
                " && cd " + hostile.quoted("gocache") + " && mkdir inner && mkdir inner/00 && " +
                "while echo x >inner/00/$((i = i + 1)); do :; done 2>/dev/null; true",
            {"--yes", "--json", "--build-cache"});
        // The mount itself is not a cache that may be deleted, a folder in it is.
        if (!done) return;
        CHECK(done->at("items")[0].at("decision") == "refuse");
        hostile.sandbox.environment["GOCACHE"] = hostile.sandbox.path("gocache/inner").string();
        const auto inner = hostile.clean_behind(
            "mount -t tmpfs -o size=64k,nr_inodes=32 none " + hostile.quoted("gocache") +
                " && cd " + hostile.quoted("gocache") + " && mkdir inner && mkdir inner/00 && " +
                "while echo x >inner/00/$((i = i + 1)); do :; done 2>/dev/null; true",
            {"--yes", "--json", "--build-cache"});
        REQUIRE(inner.has_value());
        INFO(inner->dump(2));
        CHECK(inner->at("exit_code") == 0);
        CHECK(outcome_of(*inner).at("state") == "deleted");
        CHECK(outcome_of(*inner).at("deleted_entries") > 10);
    }
    SECTION("read-only") {
        const std::string cache = hostile.quoted("gocache");
        const std::string all = hostile.quoted("");
        const auto done = hostile.clean_behind(
            "mount --bind " + all + " " + all + " && mount -o remount,bind,ro " + all,
            {"--yes", "--json", "--build-cache"});
        if (!done) return;
        INFO(done->dump(2));
        CHECK(done->at("exit_code") == 1);
        CHECK(outcome_of(*done).at("state") == "refused");
        CHECK(outcome_of(*done).at("reason") == "it cannot be renamed: Read-only file system");
        CHECK(hostile.sandbox.read("gocache/trim.txt") == "x");
    }
}

TEST_CASE("settings that lead elsewhere delete nothing of the user's", "[clean_hostile]") {
    Hostile hostile;
    Sandbox& sandbox = hostile.sandbox;
    sandbox.environment.erase("GOPLSCACHE");
    sandbox.write("home/gopls/main.go", "package main\n");
    sandbox.write("home/gopls-notes/text", "text");
    sandbox.write("home/gopls-tempmod/text", "text");
    const auto clean_with = [&](const std::string& name, const std::string& value,
                                const std::string& option) {
        sandbox.environment[name] = value;
        const Json document = hostile.clean({"--yes", option});
        INFO(document.dump(2));
        return document;
    };
    const std::string home = sandbox.path("home").string();
    const Json of_home = clean_with("XDG_CACHE_HOME", home, "--gopls-cache");
    CHECK(of_home.at("exit_code") == 1);
    CHECK(of_home.at("items")[0].at("reason").get<std::string>().find("\"main.go\"") !=
          std::string::npos);
    CHECK(clean_with("XDG_CACHE_HOME", "relative", "--gopls-cache").at("items")[0].at("path") ==
          sandbox.path("tmp/gopls").string());
    CHECK(clean_with("TMPDIR", home, "--temp").at("items").empty());
    sandbox.environment["TMPDIR"] = sandbox.path("tmp").string();
    for (const char* odd : {"/", "/.", "/../home", "/gopls/.."}) {
        const Json document = clean_with("GOCACHE", home + odd, "--build-cache");
        CHECK(document.at("items")[0].at("decision") == "refuse");
    }
    CHECK(sandbox.read("home/gopls/main.go") == "package main\n");
    CHECK(sandbox.read("home/gopls-notes/text") == "text");
    CHECK(sandbox.read("home/gopls-tempmod/text") == "text");

    // The same cache by another spelling is found and deleted.
    sandbox.write("home/.cache/gopls/0a1b2c3d/00/x-export", "x");
    for (const char* spelling : {"/.cache/", "/.cache//", "/./.cache/.", "/.cache/../.cache"}) {
        sandbox.write("home/.cache/gopls/0a1b2c3d/00/x-export", "x");
        const Json document = clean_with("XDG_CACHE_HOME", home + spelling, "--gopls-cache");
        CHECK(document.at("items")[0].at("path") == home + "/.cache/gopls");
        CHECK_FALSE(fs::exists(home + "/.cache/gopls"));
    }
}

TEST_CASE("a module cache in a workspace goes alone", "[clean_hostile]") {
    Hostile hostile;
    Sandbox& sandbox = hostile.sandbox;
    sandbox.write("module/.mod/cache/download/x", "x");
    sandbox.write("module/.mod/example.com/a@v1.0.0/a.go", "package a\n");
    sandbox.environment["GOMODCACHE"] = sandbox.path("module/.mod").string();
    const Json done = hostile.clean({"--yes", "--mod-cache"});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 0);
    CHECK_FALSE(fs::exists(sandbox.path("module/.mod")));
    CHECK(sandbox.read("module/main.go") == support::main_go());
}

TEST_CASE("somebody who swaps the cache for links all the time gets nothing deleted",
          "[clean_hostile]") {
    Hostile hostile;
    const fs::path cache = hostile.sandbox.path("gocache");
    const fs::path real = hostile.sandbox.path("real");
    std::atomic<bool> is_over{false};
    std::thread attacker([&] {
        std::error_code ignored;
        for (bool is_link = false; !is_over; is_link = !is_link) {
            fs::rename(cache, real, ignored);
            if (is_link) {
                fs::create_directory_symlink(hostile.sandbox.path("precious"), cache, ignored);
            } else {
                fs::rename(hostile.sandbox.path("precious"), hostile.sandbox.path("away"), ignored);
                fs::create_directory_symlink(hostile.sandbox.path("away"), cache, ignored);
            }
            if (fs::is_symlink(fs::symlink_status(cache, ignored))) fs::remove(cache, ignored);
            fs::rename(hostile.sandbox.path("away"), hostile.sandbox.path("precious"), ignored);
            fs::rename(real, cache, ignored);
            fs::create_directories(cache / "00", ignored);
        }
    });
    for (int round = 0; round < 6; ++round) {
        const Completed done = hostile.run({"--yes", "--build-cache"});
        CHECK(done.status.signal == 0);
        CHECK((done.status.code == 0 || done.status.code == 1));
    }
    is_over = true;
    attacker.join();
    CHECK(hostile.is_precious_whole());
}
