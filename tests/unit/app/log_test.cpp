#include "app/log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/io/support.hpp"
#include "unit/temp_folder.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const std::string& file) {
    std::ifstream in(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("Log lines start with the UTC time and pid and level") {
    const unit_test::TempFolder folder;
    const std::string file = folder / "state/gopls-proxy/x.log";
    app::OpenedLog opened = app::open_log(file, app::LogLevel::kInfo);
    REQUIRE(opened.problem.empty());
    opened.log.write({core::LogLevel::kDebug, core::Event::kLook});
    opened.log.info("one {} %s");
    opened.log.write({core::LogLevel::kWarning, core::Event::kSwitch, {{"generation", 2}}, "two"});
    opened.log.error("three");
    CHECK(opened.log.enabled(app::LogLevel::kInfo));
    CHECK_FALSE(opened.log.enabled(app::LogLevel::kDebug));

    const auto lines = lines_of(file);
    REQUIRE(lines.size() == 3);
    const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (\d+) (\w+) (.*))");
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"info", "note: one {} %s"},
        {"warning", "switch generation=2: two"},
        {"error", "note: three"}};
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::smatch match;
        INFO(lines[i]);
        REQUIRE(std::regex_match(lines[i], match, form));
        CHECK(match[1] == std::to_string(::getpid()));
        CHECK(match[2] == expected[i].first);
        CHECK(match[3] == expected[i].second);
    }
}

TEST_CASE("Log files and folders are private even after a rotation") {
    const unit_test::TempFolder folder;
    const std::string file = folder / "state/x.log";
    const mode_t before = ::umask(0);
    app::OpenedLog opened = app::open_log(file, app::LogLevel::kInfo, 1000);
    REQUIRE(opened.problem.empty());
    for (int i = 0; i < 100; ++i) opened.log.info(std::string(100, 'x'));
    ::umask(before);

    CHECK(fs::status(folder / "state").permissions() == fs::perms{0700});
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder / "state")) {
        INFO(entry.path());
        CHECK(entry.status().permissions() == fs::perms{0600});
        CHECK(entry.file_size() <= 1000);
        ++files;
    }
    CHECK(files == app::Log::kFiles);
    CHECK(fs::exists(folder / "state/x.1.log"));
}

TEST_CASE("Log appends to an existing file and makes it private") {
    const unit_test::TempFolder folder;
    const std::string file = folder.write("x.log", "older\n");
    fs::permissions(file, fs::perms{0644});
    app::OpenedLog first = app::open_log(file, app::LogLevel::kInfo);
    app::OpenedLog second = app::open_log(file, app::LogLevel::kInfo);
    first.log.info("a");
    second.log.info("b");
    first.log.info("c");
    const auto lines = lines_of(file);
    REQUIRE(lines.size() == 4);
    CHECK(lines[0] == "older");
    CHECK(lines[3].ends_with(" note: c"));
    CHECK(fs::status(file).permissions() == fs::perms{0600});
}

TEST_CASE("Children do not inherit the log's descriptor") {
    const unit_test::TempFolder folder;
    const app::OpenedLog opened = app::open_log(folder / "x.log", app::LogLevel::kInfo);
    struct stat log {};
    REQUIRE(::stat((folder / "x.log").c_str(), &log) == 0);
    int found = 0;
    for (int fd = 3; fd < 256; ++fd) {
        struct stat open {};
        if (::fstat(fd, &open) != 0 || open.st_ino != log.st_ino || open.st_dev != log.st_dev) {
            continue;
        }
        ++found;
        CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    }
    CHECK(found == 1);
}

TEST_CASE("open_log returns a silent log and the problem if it cannot open the file") {
    const unit_test::TempFolder folder;
    folder.write("file", "");
    fs::create_directory(folder / "folder");
    struct {
        std::string path, why;
    } const rows[] = {
        {"/dev/null", "not a regular file"},
        {folder / "folder", "not a regular file"},
        {folder / "file/x.log", ""},
        {"/proc/no/such/x.log", ""},
    };
    for (const auto& row : rows) {
        app::OpenedLog opened = app::open_log(row.path, app::LogLevel::kInfo);
        CHECK_THAT(opened.problem,
                   Catch::Matchers::StartsWith("cannot open the log " + row.path + ": " + row.why));
        CHECK_FALSE(opened.log.enabled(app::LogLevel::kError));
        opened.log.error("nowhere");
    }
}

TEST_CASE("open_log creates no file if the level is off") {
    const unit_test::TempFolder folder;
    app::OpenedLog opened = app::open_log(folder / "state/x.log", app::LogLevel::kOff);
    CHECK(opened.problem.empty());
    opened.log.error("nothing");
    CHECK_FALSE(fs::exists(folder / "state"));
}

TEST_CASE("Log can be moved and the moved-from log is silent") {
    const unit_test::TempFolder folder;
    app::Log log;
    log.info("nowhere");
    log = app::open_log(folder / "x.log", app::LogLevel::kDebug).log;
    app::Log other = std::move(log);
    other.write({core::LogLevel::kDebug, core::Event::kLook});
    CHECK(lines_of(folder / "x.log").size() == 1);
}

TEST_CASE("write_aside keeps lines in order with the time they were logged") {
    const unit_test::TempFolder folder;
    const std::string file = folder / "x.log";
    io_test::TestLoop t;
    app::Log log = app::open_log(file, app::LogLevel::kInfo).log;
    log.info("before");
    log.write_aside(t.loop);
    for (int i = 0; i < 1000; ++i) log.info("line " + std::to_string(i));
    t.loop.run();
    CHECK(lines_of(file).size() == 1001);
    log.info("the last");
    log.write_at_once();
    log.info("behind it");

    const auto lines = lines_of(file);
    REQUIRE(lines.size() == 1003);
    CHECK(lines[0].ends_with(" note: before"));
    for (int i = 0; i < 1000; ++i) {
        CHECK(lines[static_cast<std::size_t>(i) + 1].ends_with(" note: line " + std::to_string(i)));
    }
    CHECK(lines[1001].ends_with(" note: the last"));
    CHECK(lines[1002].ends_with(" note: behind it"));
    const auto time = [](const std::string& line) { return line.substr(0, 24); };
    CHECK(std::is_sorted(lines.begin(), lines.end(),
                         [&](const auto& a, const auto& b) { return time(a) < time(b); }));
}

TEST_CASE("write_aside drops and counts lines that exceed its queue") {
    const unit_test::TempFolder folder;
    const std::string file = folder / "x.log";
    io_test::TestLoop t;
    app::Log log = app::open_log(file, app::LogLevel::kInfo).log;
    log.write_aside(t.loop);
    log.info("first");
    log.info(std::string(app::Log::kMaxWaitingBytes + 1, 'x'));
    log.write_at_once();
    const auto lines = lines_of(file);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].ends_with(" note: first"));
    CHECK(lines[1].ends_with(" note: dropped 1 line here: the disk was too slow"));
}
