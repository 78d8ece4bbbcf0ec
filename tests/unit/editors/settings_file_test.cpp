#include "editors/settings_file.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace editors;
using unit_test::content_of;
using unit_test::TempFolder;

namespace {

namespace fs = std::filesystem;

SettingsFile read_file(const std::string& path) {
    auto file = read_settings(path);
    REQUIRE(file.has_value());
    return *std::move(file);
}

std::string refused(const std::string& path) {
    const auto file = read_settings(path);
    REQUIRE(file.has_error());
    return file.error().sentence;
}

unsigned mode_of(const std::string& path) {
    return static_cast<unsigned>(fs::status(path).permissions());
}

int entries_in(const fs::path& folder) {
    return static_cast<int>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("A settings file is replaced with its mode, and nothing is left beside it") {
    const TempFolder folder;
    const std::string path = folder.write("settings.json", "old");
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_read);
    const SettingsFile file = read_file(path);
    CHECK(file.text == "old");
    REQUIRE(replace_settings(file, "new").has_value());
    CHECK(content_of(path) == "new");
    CHECK(mode_of(path) == 0604);
    CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("A settings file that does not exist is created, with its folder") {
    const TempFolder folder;
    const std::string path = folder / "Machine/settings.json";
    const SettingsFile file = read_file(path);
    CHECK_FALSE(file.exists);
    CHECK(file.text.empty());
    REQUIRE(replace_settings(file, "new").has_value());
    CHECK(content_of(path) == "new");
    CHECK(mode_of(path) == 0600);
    CHECK(entries_in(folder / "Machine") == 1);
}

TEST_CASE("Behind a link, the file that it names is replaced") {
    const TempFolder folder;
    const std::string real = folder.write("dotfiles/settings.json", "old");
    const std::string path = folder / "settings.json";
    fs::create_symlink("dotfiles/settings.json", path);
    const SettingsFile file = read_file(path);
    REQUIRE(back_up(file).has_value());
    REQUIRE(replace_settings(file, "new").has_value());
    CHECK(fs::is_symlink(path));
    CHECK(content_of(real) == "new");
    CHECK(content_of(path + ".gopls-proxy-backup") == "old");
}

TEST_CASE("A settings file that changed since it was read stays") {
    const TempFolder folder;
    const std::string path = folder.write("settings.json", "old");
    const SettingsFile file = read_file(path);
    folder.write("settings.json", "mine");
    const auto replaced = replace_settings(file, "new");
    REQUIRE(replaced.has_error());
    CHECK(replaced.error().sentence.find("changed in the meantime") != std::string::npos);
    CHECK(delete_settings(file).has_error());
    CHECK(content_of(path) == "mine");

    const SettingsFile absent = read_file(folder / "other.json");
    folder.write("other.json", "mine");
    CHECK(replace_settings(absent, "new").has_error());
    CHECK(content_of(folder / "other.json") == "mine");
    CHECK(entries_in(folder.path()) == 2);

    // The same text in another file: somebody saved it.
    const SettingsFile again = read_file(path);
    fs::rename(folder.write("saved", "mine"), path);
    CHECK(replace_settings(again, "new").has_error());
}

TEST_CASE("Files that must not be replaced are refused") {
    const TempFolder folder;
    const std::string path = folder.write("settings.json", "{}");
    fs::create_hard_link(path, folder / "second.json");
    CHECK(refused(path).find("several names") != std::string::npos);
    fs::remove(folder / "second.json");
    CHECK(refused(folder.path().string()) == "it is not a regular file");
    fs::create_symlink("nothing", folder / "dangling");
    CHECK(refused(folder / "dangling") == "it is a link to a file that does not exist");
    fs::create_symlink("/dev/null", folder / "device");
    CHECK(refused(folder / "device") == "it is not a regular file");
    fs::permissions(path, fs::perms::owner_read);
    CHECK(refused(path) == "it is not writable");
    if (::geteuid() == 0) {  // only root gives files away
        fs::permissions(path, fs::perms::owner_all);
        REQUIRE(::chown(path.c_str(), 1, static_cast<gid_t>(-1)) == 0);
        CHECK(refused(path) == "it belongs to another user");
        fs::create_symlink("settings.json", folder / "link");
        CHECK(refused(folder / "link") == "it belongs to another user");
        const std::string mine = folder.write("mine.json", "{}");
        fs::create_symlink(mine, folder / "of-another");
        REQUIRE(::lchown((folder / "of-another").c_str(), 1, static_cast<gid_t>(-1)) == 0);
        CHECK(refused(folder / "of-another") == "it belongs to another user");
    }
}

TEST_CASE("A disk that takes only a part leaves the old file, and nothing beside it") {
    const TempFolder folder;
    const std::string path = folder.write("settings.json", "old");
    const SettingsFile file = read_file(path);
    struct rlimit before {};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    struct rlimit small = before;
    small.rlim_cur = 4;
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const auto replaced = replace_settings(file, "longer");
    ::setrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, handler);
    REQUIRE(replaced.has_error());
    CHECK(replaced.error().sentence.find("it cannot be written") == 0);
    CHECK(content_of(path) == "old");
    CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("A backup never overwrites an older one") {
    const TempFolder folder;
    const std::string path = folder.write("settings.json", "one");
    const std::string backup = path + ".gopls-proxy-backup";
    CHECK(*back_up(read_file(path)) == backup);
    CHECK(*back_up(read_file(path)) == backup);
    folder.write("settings.json", "two");
    CHECK(*back_up(read_file(path)) == backup + ".2");
    CHECK(*back_up(read_file(path)) == backup + ".2");
    CHECK(content_of(backup) == "one");
    CHECK(content_of(backup + ".2") == "two");
    CHECK(mode_of(backup) == mode_of(path));
}
