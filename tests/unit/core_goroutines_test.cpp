// The dumps in data/goroutines are of real gopls (v0.23.0 if the name says no other) in real
// stalls, ended with SIGQUIT; only prefixes of paths were replaced. type_checking and promise are
// of the debug server, http_vulncheck_child of the child that `gopls vulncheck` is.
#include "core/goroutines.hpp"

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

#include "core/stack_cause.hpp"
#include "support/catch.hpp"

using core::Goroutine;
using core::StackCause;
using core::StackCauseKind;

namespace {

std::string load(const std::string& name) {
    std::ifstream in(GOPLS_PROXY_TEST_DATA "/goroutines/" + name + ".txt", std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    REQUIRE(text.str().size() > 1000);
    return text.str();
}

std::vector<Goroutine> goroutines_of(const std::string& name) {
    return core::parse_goroutines(load(name)).goroutines;
}

std::vector<Goroutine> parse(const std::string& text) {
    return core::parse_goroutines(text).goroutines;
}

const Goroutine& only(const std::vector<Goroutine>& goroutines) {
    REQUIRE(goroutines.size() == 1);
    return goroutines.front();
}

bool has_frame(const Goroutine& goroutine, const std::string& part) {
    return std::any_of(goroutine.frames.begin(), goroutine.frames.end(), [&](const core::Frame& f) {
        return f.function.find(part) != std::string::npos;
    });
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
    return n;
}

void expect_same(const std::vector<Goroutine>& a, const std::vector<Goroutine>& b) {
    CHECK(core::to_text(core::group_by_stack(a)) == core::to_text(core::group_by_stack(b)));
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

TEST_CASE("a goroutine is read in full") {
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

TEST_CASE("headers, as the versions of Go and the two kinds of dump print them") {
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

TEST_CASE("other text of stderr before, between and after is skipped") {
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

TEST_CASE("lines that end in CRLF") {
    std::string text = load("go_list");
    const auto lf = parse(text);
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) {
        text.replace(at, 1, "\r\n");
    }
    expect_same(parse(text), lf);
}

TEST_CASE("what is cut is kept as far as it goes") {
    const std::string text = kGoroutine;
    for (std::size_t n = 0; n <= text.size(); ++n) {
        const auto all = parse(text.substr(0, n));
        CHECK(all.size() == (n < text.find('\n') ? 0 : 1));
        if (!all.empty()) CHECK(all[0].frames.size() <= 2);
    }
    const auto all = parse(text.substr(0, text.find("main.main")));
    CHECK(only(all).frames.size() == 1);
}

TEST_CASE("frames that the runtime left out are counted") {
    std::string text = kGoroutine;
    text.insert(text.find("main.main"), "...23 frames elided...\n");
    const auto some = parse(text);
    CHECK(only(some).frames_left_out == 23);
    text.replace(text.find("...23"), 5, "...additional");
    const auto unknown = parse(text);
    CHECK(only(unknown).frames_left_out == 1);
    CHECK(core::to_text(core::group_by_stack(unknown)).find("left out") != std::string::npos);
}

TEST_CASE("of a stack that is too deep the ends are kept") {
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

TEST_CASE("a dump without end is bounded") {
    const auto dump = core::parse_goroutines(repeated(kGoroutine, 50000));  // 10 MB
    CHECK(dump.goroutines.size() == core::kMaxGoroutines);
    CHECK(dump.left_out == 50000 - core::kMaxGoroutines);
    const auto groups = core::group_by_stack(dump.goroutines);
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].ids.size() == core::kMaxGoroutines);
    CHECK(core::to_text(groups).size() < 1000);
}

TEST_CASE("lines without end are bounded") {
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
    CHECK(core::to_text(core::group_by_stack(all)).size() < 4000);
}

TEST_CASE("garbage is no dump") {
    CHECK(parse("").empty());
    CHECK(parse("\n\n\r\n").empty());
    CHECK(parse(std::string(1000, '\0')).empty());
    CHECK(parse("goroutine").empty());
    CHECK(parse("goroutine x [select]:\n").empty());
    CHECK(parse("goroutine 99999999999999999999999 [select]:\n").empty());
    CHECK(parse("\tgoroutine running on other thread; stack unavailable\n").empty());
    CHECK(core::cause_of({}).kind == StackCauseKind::kIdle);
    CHECK(core::to_text({}).empty());
}

TEST_CASE("a real dump with flipped, lost and doubled bytes never disturbs") {
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

TEST_CASE("every goroutine of the real dumps is read, with its frames") {
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

TEST_CASE("goroutines that do the same are one group, the biggest first") {
    const auto all = goroutines_of("file_cache");
    const auto groups = core::group_by_stack(all);
    std::size_t total = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        total += groups[i].ids.size();
        if (i) CHECK(groups[i - 1].ids.size() >= groups[i].ids.size());
    }
    CHECK(total == all.size());
    CHECK(groups.front().ids.size() > 5);
    CHECK(has_frame(groups.front().first, "getPackageHandles"));
    CHECK(groups.front().first.id == groups.front().ids.front());
}

TEST_CASE("the text of a group") {
    std::string other = kGoroutine;
    other.replace(0, 11, "goroutine 9");
    other.replace(other.find("3 minutes"), 9, "5 minutes");
    const std::string runtime = "goroutine 2 [force gc (idle)]:\nruntime.gopark(0x1)\n\t/p.go:1\n";
    std::string quit = kGoroutine;
    quit.insert(quit.find("pkg/a"), "runtime.gopark(0x1)\n\t/src/proc.go:1 +0x1\n");
    CHECK(core::to_text(core::group_by_stack(parse(kGoroutine + other + runtime + quit))) ==
          "2 x select, 5 minutes, locked to thread: goroutine 7 9\n"
          "    pkg/a.(*T).Wait  /src/pkg/a/a.go:10\n"
          "    main.main  /src/main.go:5\n"
          "    created by pkg/b.Start in goroutine 3\n"
          "\n"
          "1 x force gc (idle): goroutine 2\n"
          "    runtime.gopark  /p.go:1\n"
          "\n"
          "1 x select, 3 minutes, locked to thread: goroutine 7\n"
          "    pkg/a.(*T).Wait  /src/pkg/a/a.go:10\n"
          "    main.main  /src/main.go:5\n"
          "    created by pkg/b.Start in goroutine 3\n");
}

TEST_CASE("the cause of each recorded stall") {
    struct Row {
        std::string dump;
        StackCauseKind kind;
        std::string detail;
        std::string handler;
    };
    using Kind = StackCauseKind;
    const std::vector<Row> rows = {
        {"idle", Kind::kIdle, "", ""},
        {"go_list", Kind::kGoCommand, "go list", "Initialized"},
        {"go_list_reload", Kind::kGoCommand, "go list", "Hover"},
        {"go_version", Kind::kGoCommand, "go list, for the Go version", "Initialized"},
        {"go_env", Kind::kGoCommand, "go env", "Initialized"},
        {"silent_module_proxy", Kind::kGoCommand, "go list", "Initialized"},
        {"packages_driver", Kind::kPackagesDriver, "GOPACKAGESDRIVER", "Initialized"},
        {"editor_configuration", Kind::kEditorReply, "workspace/configuration", "Initialized"},
        {"editor_register", Kind::kEditorReply, "client/registerCapability", "Initialized"},
        {"editor_progress", Kind::kEditorReply, "window/workDoneProgress/create", "Initialized"},
        {"editor_apply_edit", Kind::kEditorReply, "workspace/applyEdit", "ExecuteCommand"},
        {"output_not_read", Kind::kOutput, "", "DidChange"},
        {"output_not_read_reply", Kind::kOutput, "", ""},
        {"file_cache", Kind::kFileCache, "filecache.get", "Definition"},
        {"file_read", Kind::kFileSystem, "cache.readFile", "Hover"},
        {"file_read_pull_diagnostic", Kind::kFileSystem, "cache.readFile", "Diagnostic"},
        {"file_walk", Kind::kFileWalk, "cache.(*Snapshot).locateTemplateFiles", "Initialized"},
        {"type_checking", Kind::kTypeChecking, "", "Hover"},
        {"type_checking_quit", Kind::kTypeChecking, "", "Hover"},
        {"completion", Kind::kComputing, "completion.Completion", "Completion"},
        {"promise", Kind::kComputing, "parsego.Parse", "Hover"},
        {"vulncheck_aside", Kind::kIdle, "", ""},
        {"v0.20_go_list", Kind::kGoCommand, "go list", "Initialized"},
        {"v0.24_go_list", Kind::kGoCommand, "go list", "Initialized"},
    };
    for (const Row& row : rows) {
        INFO(row.dump);
        const StackCause cause = core::cause_of(goroutines_of(row.dump));
        CHECK(core::name(cause.kind) == core::name(row.kind));
        if (!row.detail.empty()) CHECK(cause.detail == row.detail);
        CHECK(cause.handler == row.handler);
        CHECK((cause.goroutine == 0) == (row.kind == Kind::kIdle));
        CHECK((cause.head == 0) == row.handler.empty());
    }
}

TEST_CASE("the head's goroutine is the one that handles a message, not those that wait for it") {
    const auto all = goroutines_of("go_version");
    const Goroutine* head = core::head_goroutine(all);
    REQUIRE(head);
    CHECK(has_frame(*head, "server.(*server).Initialized"));
    CHECK(core::cause_of(all).head == head->id);
    CHECK(core::cause_of(all).goroutine == head->id);
    CHECK(core::head_goroutine(goroutines_of("idle")) == nullptr);
}

TEST_CASE("who writes a reply has given up its turn") {
    const auto all = goroutines_of("output_not_read");
    const Goroutine* head = core::head_goroutine(all);
    REQUIRE(head);
    CHECK(has_frame(*head, "server.(*server).DidChange"));
    CHECK(std::any_of(all.begin(), all.end(), [](const Goroutine& g) {
        return has_frame(g, "(*conn).replier") && g.state == "sync.Mutex.Lock";
    }));
    CHECK(core::head_goroutine(goroutines_of("output_not_read_reply")) == nullptr);
}

TEST_CASE("what runs aside is the head only while it holds its turn") {
    auto all = goroutines_of("file_read_pull_diagnostic");
    REQUIRE(core::head_goroutine(all));
    CHECK(has_frame(*core::head_goroutine(all), "server.(*server).Diagnostic"));
    // Without anyone behind it nothing tells, and nobody is held up.
    all.erase(std::remove_if(all.begin(), all.end(),
                             [](const Goroutine& g) {
                                 return g.state == "chan receive" && has_frame(g, "AsyncHandler");
                             }),
              all.end());
    CHECK(core::head_goroutine(all) == nullptr);
}

TEST_CASE("a head that waits shows whom it waits for, wherever that is") {
    const auto all = goroutines_of("silent_module_proxy");
    const StackCause cause = core::cause_of(all);
    CHECK(cause.goroutine != cause.head);

    // Two goroutines lie between the head and the command; without their creators it is still
    // found.
    auto orphans = all;
    for (Goroutine& g : orphans) g.creator = 0;
    CHECK(core::cause_of(orphans).kind == StackCauseKind::kGoCommand);
}

TEST_CASE("a lock that nobody is seen to hold, a wait that nobody is seen to end") {
    const auto head_alone = [](const std::string& dump) {
        const auto all = goroutines_of(dump);
        const Goroutine* head = core::head_goroutine(all);
        REQUIRE(head);
        return core::cause_of({*head});
    };
    const StackCause lock = head_alone("output_not_read");
    CHECK(lock.kind == StackCauseKind::kMutex);
    CHECK(lock.detail == "server.(*server).mustPublishDiagnostics");
    const StackCause wait = head_alone("file_cache");
    CHECK(wait.kind == StackCauseKind::kUnknown);
    CHECK(wait.detail == "cache.(*Snapshot).getPackageHandles");
}

TEST_CASE("a head whose frames SIGQUIT cannot show is computing") {
    const std::string head =
        "goroutine 7 gp=0xc0 m=3 mp=0xc1 [running]:\n"
        "\tgoroutine running on other thread; stack unavailable\n"
        "created by golang.org/x/tools/internal/jsonrpc2.AsyncHandler.func1 in goroutine 3\n"
        "\t/mod/golang.org/x/tools/internal/jsonrpc2/handler.go:103 +0x1\n";
    const StackCause cause = core::cause_of(parse(head));
    CHECK(cause.head == 7);
    CHECK(cause.kind == StackCauseKind::kComputing);
}

TEST_CASE("what a goroutine tells by itself, whoever waits for it") {
    const auto telling = [](const std::string& dump, StackCauseKind kind) {
        const auto all = goroutines_of(dump);
        return std::count_if(all.begin(), all.end(), [&](const Goroutine& g) {
            const auto cause = core::own_cause(g);
            return cause && cause->kind == kind && cause->goroutine == g.id;
        });
    };
    CHECK(telling("http_vulncheck_child", StackCauseKind::kHttp) == 1);
    CHECK(telling("vulncheck_aside", StackCauseKind::kOtherCommand) > 0);
    CHECK(telling("go_env", StackCauseKind::kGoCommand) == 1);
    CHECK(telling("file_cache", StackCauseKind::kFileCache) > 1);
}

TEST_CASE("what is always there is no cause") {
    for (const Goroutine& g : goroutines_of("idle")) {
        INFO(g.id << " " << g.created_by);
        CHECK_FALSE(core::own_cause(g));
    }
}

TEST_CASE("every cause has a name and a sentence") {
    std::vector<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(StackCauseKind::kIdle); ++i) {
        StackCause cause;
        cause.kind = static_cast<StackCauseKind>(i);
        cause.detail = "go list";
        cause.handler = "Hover";
        names.push_back(core::name(cause.kind));
        CHECK_FALSE(core::sentence(cause).empty());
    }
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
    CHECK(core::sentence(core::cause_of(goroutines_of("editor_configuration"))) ==
          "gopls, on Initialized, waits for an answer of the editor (workspace/configuration)");
    CHECK(core::sentence(core::cause_of(goroutines_of("idle"))) == "gopls handles no message");
}
