// Tests WorkspaceMonitor on signs other than changed files: errors of gopls, the go command, and
// gopls's log.
#include "core/workspace/workspace_monitor.hpp"
#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Alarm;
using core::FileChange;
using core::VerdictKind;
using core::WorkspaceMonitor;

namespace {

constexpr const char* kNew = "/w/new.go";
const std::string kNoPackage = "no package metadata for file file:///w/new.go";
constexpr int kError = 1;
constexpr int kInfo = 3;

struct Monitor : OneTurn {
    Monitor() { run({{"rootUri", "file:///w"}}); }

    void notify_of(const char* method, const std::string& path) {
        workspace.editor_notified(method,
                                  json{{"textDocument", {{"uri", "file://" + path}}}}.dump(), turn);
    }
    /// Records that gopls was informed of this change after the editor's message number `order`.
    void told(FileChange change, std::uint64_t order, const char* path = kNew) {
        workspace.told_gopls({{path, change}}, order, turn);
    }
    /// Returns the file found when gopls fails the editor's message number `order`.
    std::string failed(std::uint64_t order, const std::string& message = kNoPackage) {
        core::Pending pending;
        pending.order = order;
        const json reply = {{"id", 1}, {"error", {{"code", 0}, {"message", message}}}};
        return workspace.new_file_without_package(pending, reply.dump());
    }
    WorkspaceMonitor::LogFindings logs(int type, const std::string& message) {
        return workspace.server_logged(json{{"type", type}, {"message", message}}.dump(), turn);
    }
    /// gopls loads `times` times, a second apart. Returns the last finding as text.
    std::string loads(int times) {
        std::string found;
        for (int i = 0; i < times; ++i) {
            pass(1s);
            const auto storm = logs(kInfo, "2026/11/29 go/packages.Load #2\n\tview_id=1").storm;
            if (!storm) continue;
            CHECK(storm->kind() == VerdictKind::kReloadStorm);
            found = std::get<core::verdict::ReloadStorm>(storm->evidence).detail;
        }
        return found;
    }

    WorkspaceMonitor workspace{settings.storm};
};

}  // namespace

TEST_CASE("A new file has no package if gopls was asked before it was informed") {
    Monitor m;
    m.told(FileChange::kCreated, 5);
    CHECK(m.failed(5) == kNew);
    CHECK(m.failed(4) == kNew);
    CHECK(m.failed(6).empty());  // it may really belong to no package
}

TEST_CASE("A file that failed before gopls was informed is found once at the next request") {
    Monitor m;
    CHECK(m.failed(3).empty());
    m.told(FileChange::kCreated, 5);
    CHECK(m.failed(6) == kNew);
    CHECK(m.failed(7).empty());
}

TEST_CASE("A deleted file is forgotten") {
    Monitor m;
    CHECK(m.failed(1).empty());
    m.told(FileChange::kCreated, 5);
    m.told(FileChange::kDeleted, 5);
    CHECK(m.failed(4).empty());
    m.told(FileChange::kDeleted, 6);
    m.told(FileChange::kCreated, 7);
    CHECK(m.failed(8).empty());
}

TEST_CASE("new_file_without_package reads the file from the error message") {
    const std::map<std::string, std::string> rows = {
        {"no package metadata for file file:///w/new.go", "/w/new.go"},
        {"hover: no package metadata for file file:///w/n%20w.go: and so on", "/w/n w.go"},
        {"(no package metadata for file \"file:///w/new.go\")", ""},
        {"no package metadata for file file:///w/other.go", ""},
        {"no metadata for /w/new.go", ""},
        {"no package metadata for file ", ""},
    };
    for (const auto& [message, path] : rows) {
        CAPTURE(message);
        Monitor m;
        m.told(FileChange::kCreated, 5, "/w/new.go");
        m.told(FileChange::kCreated, 5, "/w/n w.go");
        CHECK(m.failed(1, message) == path);
    }
}

TEST_CASE("The go command is checked after an open or save at intervals") {
    Monitor m;
    const auto looks = [&](const char* method, core::Duration later) {
        m.pass(later);
        m.notify_of(method, "/w/x.go");
        return m.effects<core::effect::LookAtGo>().size();
    };
    CHECK(looks("textDocument/didChange", 0s) == 0);
    CHECK(looks("textDocument/didOpen", 0s) == 1);
    CHECK(looks("textDocument/didSave", 9s) == 0);
    CHECK(looks("textDocument/didSave", 1s) == 1);
    CHECK(looks("textDocument/didClose", 1h) == 0);
}

TEST_CASE("A go command is replaced once it has been seen changed twice") {
    Monitor m;
    const auto seen = [&](const char* identity) {
        m.turn.alarms.clear(Alarm::kLookAtGo);
        return m.workspace.go_seen("/bin/go", identity, m.turn);
    };
    CHECK_FALSE(seen("old"));
    CHECK_FALSE(seen("old"));
    CHECK_FALSE(m.alarm(Alarm::kLookAtGo));
    CHECK_FALSE(seen("half"));
    CHECK(m.alarm(Alarm::kLookAtGo) == 5s);
    CHECK_FALSE(seen(""));  // an upgrade removes it briefly
    CHECK_FALSE(seen("new"));
    CHECK(m.alarm(Alarm::kLookAtGo) == 5s);
    const auto verdict = seen("new");
    REQUIRE(verdict);
    CHECK(verdict->kind() == VerdictKind::kStaleView);
    CHECK(std::get<core::verdict::StaleView>(verdict->evidence).changed_files.empty());
    CHECK(std::get<core::verdict::StaleView>(verdict->evidence).detail ==
          "the go command /bin/go was replaced");
    CHECK_FALSE(m.alarm(Alarm::kLookAtGo));
    CHECK_FALSE(seen("new"));
}

TEST_CASE("A fresh gopls uses the go command present at that time") {
    Monitor m;
    CHECK_FALSE(m.workspace.go_seen("/bin/go", "old", m.turn));
    CHECK_FALSE(m.workspace.go_seen("/bin/go", "new", m.turn));
    m.workspace.server_replaced();
    CHECK_FALSE(m.workspace.go_seen("/bin/go", "new", m.turn));
    CHECK_FALSE(m.workspace.go_seen("/bin/go", "new", m.turn));
    CHECK_FALSE(m.workspace.go_seen("/bin/go", "old", m.turn));
    CHECK(m.workspace.go_seen("/bin/go", "old", m.turn));
}

TEST_CASE("Many loads for few saves are a storm named by the most frequent change") {
    Monitor m;
    SECTION("changes that the editor reported") {
        for (int i = 0; i < 2; ++i) {
            m.workspace.editor_notified(
                "workspace/didChangeWatchedFiles",
                R"({"changes":[{"uri":"file:///w/gen.go","type":2},{"type":2}]})", m.turn);
        }
        CHECK(m.loads(9).empty());
        CHECK(m.loads(1) ==
              "10 package loads within 9.0 s for 0 saves, most often after a change "
              "of /w/gen.go (2 times)");
    }
    SECTION("changes that the proxy reported") {
        m.told(FileChange::kChanged, 1, "/w/gen.go");
        CHECK(m.loads(10).ends_with("/w/gen.go (once)"));
    }
    SECTION("stale changes") {
        m.workspace.changed({{"/w/gen.go"}}, m.turn);
        m.pass(5s);
        REQUIRE(m.workspace.take_stale(m.turn));
        CHECK(m.loads(10).ends_with("/w/gen.go (once)"));
    }
}

TEST_CASE("Opening or saving or creating files explains loads") {
    struct Row {
        const char* what;
        std::function<void(Monitor&)> happen;
        bool explains;
    };
    const Row rows[] = {
        {"opened", [](Monitor& m) { m.notify_of("textDocument/didOpen", kNew); }, true},
        {"saved", [](Monitor& m) { m.notify_of("textDocument/didSave", kNew); }, true},
        {"created", [](Monitor& m) { m.told(FileChange::kCreated, 1); }, true},
        {"typed", [](Monitor& m) { m.notify_of("textDocument/didChange", kNew); }, false},
        {"changed", [](Monitor& m) { m.told(FileChange::kChanged, 1); }, false},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Monitor m;
        for (int i = 0; i < 2; ++i) row.happen(m);
        CHECK(m.loads(10).empty() == row.explains);
    }
}

TEST_CASE("A build cache error is found in gopls's log by its GOCACHE") {
    Monitor m;
    const std::string no_room = "err: open /c/go-build/00/x: no space left on device";
    CHECK_FALSE(m.logs(kError, no_room).build_cache_fault);
    m.logs(kInfo, "Created View (#1)\n\tGOROOT:/r GOCACHE:/c/go-build GOMODCACHE:/m");
    CHECK_FALSE(m.logs(kInfo, no_room).build_cache_fault);
    const auto fault = m.logs(kError, no_room).build_cache_fault;
    REQUIRE(fault);
    CHECK(fault->kind() == VerdictKind::kBuildCacheFault);
    CHECK(std::get<core::verdict::BuildCacheFault>(fault->evidence).detail == no_room);
    CHECK_FALSE(m.logs(kError, "err: exit status 1: undefined: x").build_cache_fault);
}

TEST_CASE("Malformed log messages are ignored") {
    Monitor m;
    for (const char* params : {"", "null", "{}", R"({"message":7})", R"({"type":1)"}) {
        CAPTURE(params);
        const auto findings = m.workspace.server_logged(params, m.turn);
        CHECK_FALSE(findings.storm);
        CHECK_FALSE(findings.build_cache_fault);
    }
    CHECK_FALSE(
        m.workspace.server_logged(R"({"message":"failed to initialize build cache"})", m.turn)
            .build_cache_fault);
}

TEST_CASE("names_of names the first three of many files") {
    CHECK(core::names_of({}).empty());
    CHECK(core::names_of({{"/a"}, {"/b"}, {"/c"}}) == "/a, /b, /c");
    CHECK(core::names_of({{"/a"}, {"/b"}, {"/c"}, {"/d"}, {"/e"}}) == "/a, /b, /c and 2 more");
}
