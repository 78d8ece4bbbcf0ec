// What core/workspace/workspace_monitor makes of other signs than files that change: errors of
// gopls, the go command, gopls's own log.
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
    /// gopls was told of this behind the editor's message with that number.
    void told(FileChange change, std::uint64_t order, const char* path = kNew) {
        workspace.told_gopls({{path, change}}, order, turn);
    }
    /// What is concluded when gopls answers the editor's message with that number so.
    std::string failed(std::uint64_t order, const std::string& message = kNoPackage) {
        core::Pending pending;
        pending.order = order;
        const json reply = {{"id", 1}, {"error", {{"code", 0}, {"message", message}}}};
        return workspace.new_file_without_package(pending, reply.dump());
    }
    WorkspaceMonitor::LogFindings logs(int type, const std::string& message) {
        return workspace.server_logged(json{{"type", type}, {"message", message}}.dump(), turn);
    }
    /// gopls loads so often, a second apart. The last finding, as text.
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

TEST_CASE("a new file that gopls was asked about before it was told of it belongs to no package") {
    Monitor m;
    m.told(FileChange::kCreated, 5);
    CHECK(m.failed(5) == kNew);
    CHECK(m.failed(4) == kNew);
    CHECK(m.failed(6).empty());  // it may belong to none indeed
}

TEST_CASE("a file that gopls failed on before it was told is found at the next question, once") {
    Monitor m;
    CHECK(m.failed(3).empty());
    m.told(FileChange::kCreated, 5);
    CHECK(m.failed(6) == kNew);
    CHECK(m.failed(7).empty());
}

TEST_CASE("a file that is gone again is as if it had never been there") {
    Monitor m;
    CHECK(m.failed(1).empty());
    m.told(FileChange::kCreated, 5);
    m.told(FileChange::kDeleted, 5);
    CHECK(m.failed(4).empty());
    m.told(FileChange::kDeleted, 6);
    m.told(FileChange::kCreated, 7);
    CHECK(m.failed(8).empty());
}

TEST_CASE("the file is read from the words of the error") {
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

TEST_CASE("the go command is looked at when something is opened or saved, now and then") {
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

TEST_CASE("a go command is replaced once it has been seen twice as another one") {
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
    CHECK_FALSE(seen(""));  // an upgrade removes it for a moment
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

TEST_CASE("a fresh gopls goes by the go command that is there by then") {
    Monitor m;
    CHECK_FALSE(m.workspace.go_seen("/bin/go", "old", m.turn));
    CHECK_FALSE(m.workspace.go_seen("/bin/go", "new", m.turn));
    m.workspace.server_replaced();
    CHECK_FALSE(m.workspace.go_seen("/bin/go", "new", m.turn));
    CHECK_FALSE(m.workspace.go_seen("/bin/go", "new", m.turn));
    CHECK_FALSE(m.workspace.go_seen("/bin/go", "old", m.turn));
    CHECK(m.workspace.go_seen("/bin/go", "old", m.turn));
}

TEST_CASE("many loads for few saves are a storm, named by what changed most often") {
    Monitor m;
    SECTION("by what the editor told of") {
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
    SECTION("by what the proxy told of") {
        m.told(FileChange::kChanged, 1, "/w/gen.go");
        CHECK(m.loads(10).ends_with("/w/gen.go (1 times)"));
    }
    SECTION("by what turned out to be stale") {
        m.workspace.changed({{"/w/gen.go"}}, m.turn);
        m.pass(5s);
        REQUIRE(m.workspace.take_stale(m.turn));
        CHECK(m.loads(10).ends_with("/w/gen.go (1 times)"));
    }
}

TEST_CASE("what is opened, saved or made anew explains loads") {
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

TEST_CASE("an error of the build cache is found in gopls's log, by what gopls says of GOCACHE") {
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

TEST_CASE("a log message that is none is passed over") {
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

TEST_CASE("of many files the first three are named") {
    CHECK(core::names_of({}).empty());
    CHECK(core::names_of({{"/a"}, {"/b"}, {"/c"}}) == "/a, /b, /c");
    CHECK(core::names_of({{"/a"}, {"/b"}, {"/c"}, {"/d"}, {"/e"}}) == "/a, /b, /c and 2 more");
}
