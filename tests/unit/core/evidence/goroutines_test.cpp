#include "core/evidence/goroutines.hpp"

#include <algorithm>
#include <random>

#include "core/evidence/stack_cause.hpp"
#include "support/catch.hpp"
#include "unit/core/evidence/goroutine_dumps.hpp"

using core::Goroutine;
using core::StackCauseKind;
using namespace goroutine_dumps;

namespace {

const Goroutine& only(const std::vector<Goroutine>& goroutines) {
    REQUIRE(goroutines.size() == 1);
    return goroutines.front();
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
    return n;
}

void expect_same(const std::vector<Goroutine>& a, const std::vector<Goroutine>& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        CAPTURE(i);
        CHECK(a[i].id == b[i].id);
        CHECK(a[i].state == b[i].state);
        CHECK(a[i].minutes == b[i].minutes);
        CHECK(a[i].created_by == b[i].created_by);
        CHECK(a[i].frames == b[i].frames);
    }
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

const std::vector<std::string> kDumps = {
    "idle",
    "go_list",
    "go_list_reload",
    "go_version",
    "go_env",
    "silent_module_proxy",
    "packages_driver",
    "editor_configuration",
    "editor_register",
    "editor_progress",
    "editor_apply_edit",
    "output_not_read",
    "output_not_read_reply",
    "file_cache",
    "file_read",
    "file_read_pull_diagnostic",
    "file_walk",
    "type_checking",
    "type_checking_quit",
    "completion",
    "promise",
    "vulncheck_aside",
    "http_vulncheck_child",
    "v0.20_go_list",
    "v0.24_go_list",
};

constexpr const char* kGoroutine =
    "goroutine 7 [select, 3 minutes, locked to thread]:\n"
    "pkg/a.(*T).Wait(0x1, {0x2, 0x3})\n"
    "\t/src/pkg/a/a.go:10 +0x45\n"
    "main.main()\n"
    "\t/src/main.go:5 +0x1\n"
    "created by pkg/b.Start in goroutine 3\n"
    "\t/src/pkg/b/b.go:8 +0x12\n";

}  // namespace

TEST_CASE("parse_goroutines reads all parts of a goroutine") {
    const std::vector<Goroutine> all = parse(kGoroutine);
    const Goroutine& g = only(all);
    CHECK(g.id == 7);
    CHECK(g.state == "select");
    CHECK(g.minutes == 3);
    CHECK(g.locked_to_thread);
    REQUIRE(g.frames.size() == 2);
    CHECK(g.frames[0].function == "pkg/a.(*T).Wait");
    CHECK(g.frames[0].place == "/src/pkg/a/a.go:10");
    CHECK(g.frames[1].function == "main.main");
    CHECK(g.frames_left_out == 0);
    CHECK(g.created_by == "pkg/b.Start");
    CHECK(g.creator == 3);
}

TEST_CASE("parse_goroutines reads the headers of all Go versions and both kinds of dump") {
    struct Row {
        std::string header;
        std::uint64_t id;
        std::string state;
        std::uint32_t minutes;
        bool locked;
    };
    const std::vector<Row> rows = {
        {"goroutine 1 [running]:", 1, "running", 0, false},
        {"goroutine 0 gp=0x20dc660 m=0 mp=0x20de2e0 [idle]:", 0, "idle", 0, false},
        {"goroutine 12 gp=0xc0 m=nil [IO wait, 12 minutes]:", 12, "IO wait", 12, false},
        {"goroutine 1 [syscall, locked to thread]:", 1, "syscall", 0, true},
        {"goroutine 5 [chan receive (nil chan)]:", 5, "chan receive (nil chan)", 0, false},
        {"goroutine 5 [select, 2 minutes labels:{\"a\": \"b, 9 minutes\"}]:", 5, "select", 2,
         false},
    };
    for (const Row& row : rows) {
        const std::vector<Goroutine> all = parse(row.header + "\n");
        INFO(row.header);
        const Goroutine& g = only(all);
        CHECK(g.id == row.id);
        CHECK(g.state == row.state);
        CHECK(g.minutes == row.minutes);
        CHECK(g.locked_to_thread == row.locked);
    }
}

TEST_CASE("parse_goroutines skips other output around goroutines") {
    const std::string other = "2026/01/02 03:04:05 loading (slow)\n\npanic: no (really)\n";
    const std::string text = other + kGoroutine + other + kGoroutine + other + "rax    0x0\n";
    const auto all = parse(text);
    REQUIRE(all.size() == 2);
    CHECK(all[0].frames.size() == 2);
    CHECK(all[1].frames.size() == 2);

    std::string between = kGoroutine;
    between.insert(between.find("\t/src/pkg/a"), other);
    between.insert(between.find("main.main"), other);
    const std::vector<Goroutine> torn = parse(between);
    CHECK(only(torn).frames.size() == 2);
}

TEST_CASE("parse_goroutines accepts CRLF line ends") {
    std::string text = load("go_list");
    const auto lf = parse(text);
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) {
        text.replace(at, 1, "\r\n");
    }
    expect_same(parse(text), lf);
}

TEST_CASE("parse_goroutines reads a truncated dump as far as possible") {
    const std::string text = kGoroutine;
    for (std::size_t n = 0; n <= text.size(); ++n) {
        const auto all = parse(text.substr(0, n));
        CHECK(all.size() == (n < text.find('\n') ? 0 : 1));
        if (!all.empty()) CHECK(all[0].frames.size() <= 2);
    }
    const auto all = parse(text.substr(0, text.find("main.main")));
    CHECK(only(all).frames.size() == 1);
}

TEST_CASE("parse_goroutines counts frames that the runtime omitted") {
    std::string text = kGoroutine;
    text.insert(text.find("main.main"), "...23 frames elided...\n");
    const auto some = parse(text);
    CHECK(only(some).frames_left_out == 23);
    text.replace(text.find("...23"), 5, "...additional");
    const auto unknown = parse(text);
    CHECK(only(unknown).frames_left_out == 1);
}

TEST_CASE("parse_goroutines keeps both ends of a deep stack") {
    std::string text = kGoroutine;
    text.insert(text.find("main.main"), repeated("pkg/a.recurse(0x1)\n\t/src/a.go:1 +0x1\n", 5000));
    const auto all = parse(text);
    const Goroutine& g = only(all);
    CHECK(g.frames.size() == core::kMaxFrames);
    CHECK(g.frames_left_out == 5002 - core::kMaxFrames);
    CHECK(g.frames.front().function == "pkg/a.(*T).Wait");
    CHECK(g.frames.back().function == "main.main");
    CHECK(g.created_by == "pkg/b.Start");
}

TEST_CASE("parse_goroutines limits the number of goroutines") {
    const auto dump = core::parse_goroutines(repeated(kGoroutine, 50000));  // 10 MB
    CHECK(dump.goroutines.size() == core::kMaxGoroutines);
    CHECK(dump.left_out == 50000 - core::kMaxGoroutines);
}

TEST_CASE("parse_goroutines limits the length of lines") {
    const std::string huge = repeated(std::string(1000, 'x'), 10000);
    CHECK(parse(huge).empty());
    CHECK(parse("goroutine " + huge).empty());
    const auto all = parse("goroutine 1 [" + huge + "]:\npkg." + huge + "()\n\t/" + huge +
                           ":1\ncreated by " + huge);
    const Goroutine& g = only(all);
    CHECK(g.state.size() < 1000);
    REQUIRE(g.frames.size() == 1);
    CHECK(g.frames[0].function.size() + g.frames[0].place.size() < 1000);
    CHECK(g.created_by.size() < 1000);
}

TEST_CASE("parse_goroutines finds nothing in garbage") {
    CHECK(parse("").empty());
    CHECK(parse("\n\n\r\n").empty());
    CHECK(parse(std::string(1000, '\0')).empty());
    CHECK(parse("goroutine").empty());
    CHECK(parse("goroutine x [select]:\n").empty());
    CHECK(parse("goroutine 99999999999999999999999 [select]:\n").empty());
    CHECK(parse("\tgoroutine running on other thread; stack unavailable\n").empty());
    CHECK(core::cause_of({}).kind == StackCauseKind::kIdle);
}

TEST_CASE("parse_goroutines survives random damage to a real dump") {
    const std::string text = load("idle");
    std::mt19937 random(1);
    for (int round = 0; round < 100; ++round) {
        std::string damaged = text;
        for (int i = 0; i < 200; ++i) {
            const std::size_t at = random() % damaged.size();
            switch (random() % 3) {
                case 0:
                    damaged[at] = static_cast<char>(random());
                    break;
                case 1:
                    damaged.erase(at, random() % 20);
                    break;
                default:
                    damaged.insert(at, damaged.substr(at, random() % 20));
            }
        }
        const auto all = parse(damaged);
        CHECK(all.size() <= count(text, "goroutine ") * 2);
        CHECK_FALSE(core::sentence(core::cause_of(all)).empty());
    }
}

TEST_CASE("parse_goroutines reads every goroutine and frame of the recorded dumps") {
    for (const std::string& name : kDumps) {
        INFO(name);
        const std::string text = load(name);
        const auto all = parse(text);
        CHECK(all.size() == count("\n" + text, "\ngoroutine "));
        std::size_t places = 0;
        for (const Goroutine& g : all) {
            INFO(g.id);
            CHECK_FALSE(g.state.empty());
            CHECK((!g.frames.empty() || g.state == "running"));
            places += g.frames.size() + (g.created_by.empty() ? 0 : 1);
        }
        CHECK(places == count(text, "\n\t/go/") + count(text, "\n\t/mod/") +
                            count(text, "\n\t<autogenerated>"));
    }
}

TEST_CASE("stacks_in removes the output before a dump") {
    using core::stacks_in;
    const std::string dump = "SIGQUIT: quit\nPC=0x1\n\ngoroutine 1 [running]:\n";
    CHECK(stacks_in(dump) == dump);
    CHECK(stacks_in("Params: {\"text\":\"goroutine 1\"}\n\n" + dump) == dump);
    CHECK(stacks_in("x\ngoroutine 1 [running]:\n") == "goroutine 1 [running]:\n");
    for (const char* none : {"", "\n", "x", "x\n", "said SIGQUIT: quit\n"}) {
        CHECK(stacks_in(none).empty());
    }
}
