#include "app/paths.hpp"

#include <unistd.h>

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

namespace {

using app::Platform;

std::string text(const app::PathResult& result) {
    return result ? result->generic_string() : app::describe(result.error());
}

}  // namespace

TEST_CASE("State and cache and configuration folders depend on the platform") {
    const app::Environment plain = {{"HOME", "/home/me"}};
    const app::Environment xdg = {{"HOME", "/home/me"},
                                  {"XDG_STATE_HOME", "/s"},
                                  {"XDG_CACHE_HOME", "/c"},
                                  {"XDG_CONFIG_HOME", "/f"}};
    const app::Environment relative = {{"HOME", "/home/me"},
                                       {"XDG_STATE_HOME", "s"},
                                       {"XDG_CACHE_HOME", "./c"},
                                       {"XDG_CONFIG_HOME", ""}};
    const app::Environment homeless = {{"XDG_STATE_HOME", "/s"}};
    const app::Environment odd = {{"HOME", "me"}};
    struct {
        const app::Environment& environment;
        Platform platform;
        std::string state, cache, config;
    } const rows[] = {
        {plain, Platform::kXdg, "/home/me/.local/state/gopls-proxy", "/home/me/.cache/gopls-proxy",
         "/home/me/.config/gopls-proxy/config.toml"},
        {xdg, Platform::kXdg, "/s/gopls-proxy", "/c/gopls-proxy", "/f/gopls-proxy/config.toml"},
        {relative, Platform::kXdg, "/home/me/.local/state/gopls-proxy",
         "/home/me/.cache/gopls-proxy", "/home/me/.config/gopls-proxy/config.toml"},
        {homeless, Platform::kXdg, "/s/gopls-proxy", "HOME is not set to an absolute path",
         "HOME is not set to an absolute path"},
        {odd, Platform::kXdg, "HOME is not set to an absolute path",
         "HOME is not set to an absolute path", "HOME is not set to an absolute path"},
        {xdg, Platform::kMac, "/home/me/Library/Application Support/gopls-proxy",
         "/home/me/Library/Caches/gopls-proxy",
         "/home/me/Library/Application Support/gopls-proxy/config.toml"},
    };
    for (const auto& row : rows) {
        CHECK(text(app::state_folder(row.environment, row.platform)) == row.state);
        CHECK(text(app::cache_folder(row.environment, row.platform)) == row.cache);
        CHECK(text(app::config_file(row.environment, row.platform)) == row.config);
    }
}

TEST_CASE("expand_home replaces a leading ~ only") {
    const app::Environment environment = {{"HOME", "/home/me"}};
    CHECK(app::expand_home("~/a/b", environment) == "/home/me/a/b");
    CHECK(app::expand_home("/x/~/a", environment) == "/x/~/a");
    CHECK(app::expand_home("~other/a", environment) == "~other/a");
    CHECK(app::expand_home("~/a", {}) == "~/a");
}

TEST_CASE("make_private_folder makes new folders private and leaves others unchanged") {
    namespace fs = std::filesystem;
    const unit_test::TempFolder folder;
    fs::create_directory(folder / "open");
    fs::permissions(folder / "open", fs::perms{0755});
    REQUIRE_FALSE(app::make_private_folder(folder / "open/a/b"));
    CHECK(fs::status(folder / "open").permissions() == fs::perms{0755});
    CHECK(fs::status(folder / "open/a").permissions() == fs::perms{0700});
    CHECK(fs::status(folder / "open/a/b").permissions() == fs::perms{0700});
    CHECK_FALSE(app::make_private_folder(folder / "open/a/b"));

    folder.write("file", "");
    CHECK(app::make_private_folder(folder / "file") == std::errc::not_a_directory);
    CHECK(app::make_private_folder(folder / "file/below"));
}

TEST_CASE("or_temporary uses a private temporary folder without a home") {
    namespace fs = std::filesystem;
    const unit_test::TempFolder folder;
    const app::Environment homeless = {{"TMPDIR", folder.path().string()}};
    const app::PathResult no_home = app::state_folder(homeless);
    REQUIRE(no_home.has_error());
    const fs::path ours = folder.path() / ("gopls-proxy-" + std::to_string(getuid()));
    const auto is_refused = [&] {
        const auto found = app::or_temporary(no_home, homeless);
        return found.has_error() && found.error() == app::PathError::kNotOurs;
    };
    SECTION("a home has precedence and no folder is created") {
        CHECK(text(app::or_temporary(fs::path("/home/me/x"), homeless)) == "/home/me/x");
        CHECK_FALSE(fs::exists(ours));
    }
    SECTION("created and then reused") {
        CHECK(text(app::or_temporary(no_home, homeless)) == ours.generic_string());
        CHECK(fs::status(ours).permissions() == fs::perms{0700});
        CHECK(text(app::or_temporary(no_home, homeless)) == ours.generic_string());
    }
    SECTION("writable by others") {
        fs::create_directory(ours);
        fs::permissions(ours, fs::perms{0777});
        CHECK(is_refused());
    }
    SECTION("a link even to the user's own folder") {
        fs::create_directory(folder / "mine");
        fs::permissions(folder / "mine", fs::perms{0700});
        fs::create_directory_symlink(folder / "mine", ours);
        CHECK(is_refused());
    }
    SECTION("a file") {
        folder.write(ours.filename().string(), "");
        CHECK(is_refused());
    }
    SECTION("owned by another user") {
        fs::create_directory(ours);
        fs::permissions(ours, fs::perms{0700});
        if (::chown(ours.c_str(), 1, 1) != 0) return;  // requires root
        CHECK(is_refused());
    }
    SECTION("no temporary folder") {
        const app::Environment nowhere = {{"TMPDIR", folder / "not/there"}};
        CHECK(app::or_temporary(no_home, nowhere).has_error());
    }
}

TEST_CASE("value_of treats an empty variable as unset") {
    const app::Environment environment = {{"A", "1"}, {"B", ""}};
    CHECK(app::value_of(environment, "A") == "1");
    CHECK(app::value_of(environment, "B").empty());
    CHECK(app::value_of(environment, "C").empty());
    CHECK_FALSE(app::value_of(app::current_environment(), "PATH").empty());
}

TEST_CASE("depth_from reads the depth of a chain of proxies") {
    struct {
        std::string text;
        int depth;
    } const rows[] = {{"", 0}, {"0", 0}, {"2", 2}, {"-1", 0}, {"2x", 0}, {"99999999999", 0}};
    for (const auto& row : rows) {
        CHECK(app::depth_from({{"GOPLS_PROXY_DEPTH", row.text}}) == row.depth);
    }
    CHECK(app::depth_from({}) == 0);
}
