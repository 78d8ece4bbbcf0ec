#include "core/workspace/workspace_monitor.hpp"

#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Alarm;
using core::DiskChange;
using core::FileChange;
using core::Mode;
using core::VerdictKind;
using core::WorkspaceMonitor;
using core::verdict::StaleView;
using Changes = std::vector<DiskChange>;

namespace {

const Lines kEditorWatches = {"/workspace/didChangeWatchedFiles/dynamicRegistration"};
const json kWorkspace = {{"rootUri", "file:///w"}};

core::Settings in_mode(Mode mode) {
    core::Settings settings;
    settings.mode = mode;
    return settings;
}

struct Monitor : OneTurn {
    explicit Monitor(const Lines& capabilities = kEditorWatches, const json& params = kWorkspace,
                     core::Settings given = {})
        : OneTurn(std::move(given)) {
        run_with(capabilities, params);
        notify("initialized");
    }

    void notify(const char* method, const json& params = json::object()) {
        session.notified(method, params.dump());
        workspace.editor_notified(method, params.dump(), turn);
    }
    void notify_of(const char* method, const std::string& path) {
        notify(method,
               {{"textDocument",
                 {{"uri", "file://" + path}, {"languageId", "go"}, {"version", 1}, {"text", ""}}}});
    }
    /// The editor answers with gopls's settings.
    void answer(const json& given) {
        session.configuration.answered(R"({"items":[{"section":"gopls"}]})",
                                       json{{"id", 1}, {"result", json::array({given})}}.dump());
        workspace.decide_who_watches(turn);
    }
    void open(const std::string& path) { notify_of("textDocument/didOpen", path); }
    /// Returns the effect handed out in this turn or at its end, or null.
    const core::effect::WatchFolders* handed_out() {
        turn.out.begin_turn();
        workspace.hand_out(turn);
        const auto all = effects<core::effect::WatchFolders>();
        REQUIRE(all.size() <= 1);
        return all.empty() ? nullptr : all[0];
    }
    /// Returns the handed-out folders in which every Go file counts.
    Lines packages() {
        Lines paths;
        const auto* effect = handed_out();
        if (!effect) return {"nothing handed out"};
        for (const auto& folder : effect->folders) {
            if (folder.packages) paths.push_back(folder.path);
        }
        return paths;
    }
    Changes changed(const Changes& changes) { return workspace.changed(changes, turn); }
    /// Handles `Alarm::kStale`.
    std::optional<core::Verdict> stale() {
        turn.alarms.clear(Alarm::kStale);
        return workspace.take_stale(turn);
    }

    WorkspaceMonitor workspace{settings.storm};
};

}  // namespace

TEST_CASE("The proxy reads the disk first if neither the editor nor gopls watches files") {
    const json own_watcher = {{"rootUri", "file:///w"},
                              {"initializationOptions", {{"fileWatcher", "fsnotify"}}}};
    struct Row {
        const char* what;
        const Lines& capabilities;
        bool refused;
        const json& params;
        Mode mode;
        bool looks_first;
        Lines watched;
    };
    const Lines nothing;
    const Row rows[] = {
        {"editor", kEditorWatches, false, kWorkspace, Mode::kAct, false, {"/w"}},
        {"none", nothing, false, kWorkspace, Mode::kAct, true, {"/w"}},
        {"editor refused", kEditorWatches, true, kWorkspace, Mode::kAct, true, {"/w"}},
        {"gopls", nothing, false, own_watcher, Mode::kAct, false, {}},
        {"gopls, editor refused", kEditorWatches, true, own_watcher, Mode::kAct, false, {}},
        {"editor and gopls", kEditorWatches, false, own_watcher, Mode::kAct, false, {"/w"}},
        {"not acting", nothing, false, kWorkspace, Mode::kObserve, false, {"/w"}},
        {"plain pipe", nothing, false, kWorkspace, Mode::kOff, false, {"nothing handed out"}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Monitor m(row.capabilities, row.params, in_mode(row.mode));
        if (row.refused) m.workspace.watching_answered(true, m.turn);
        CHECK(m.logged().size() == (row.looks_first ? 1 : 0));
        CHECK(m.workspace.looks_first() == row.looks_first);
        CHECK(m.packages() == row.watched);
    }
}

TEST_CASE("The watcher is not decided before the session runs") {
    Monitor m(Lines{});
    WorkspaceMonitor fresh{m.settings.storm};
    m.session.phase = core::Session::Phase::kInitialized;
    fresh.decide_who_watches(m.turn);
    CHECK_FALSE(fresh.looks_first());
}

TEST_CASE("A monitor that reads the disk first watches whole trees and the configured GOWORK") {
    core::Settings settings;
    settings.go_work = "/e/go.work";
    Monitor m(Lines{}, kWorkspace, settings);
    const auto* effect = m.handed_out();
    REQUIRE(effect);
    CHECK(effect->trees == Lines{"/w"});
    CHECK(effect->go_work == "/e/go.work");
    m.answer({{"env", {{"GOWORK", "off"}}}});
    effect = m.handed_out();
    REQUIRE(effect);
    CHECK(effect->go_work == "off");
    m.answer({{"fileWatcher", "poll"}});
    CHECK_FALSE(m.workspace.looks_first());
    effect = m.handed_out();
    REQUIRE(effect);
    CHECK(effect->folders.empty());
    CHECK(effect->trees.empty());
}

TEST_CASE("Changed watch folders are handed out once a turn") {
    Monitor m;
    m.open("/w/a/x.go");
    m.open("/w/b/x.go");
    CHECK(m.packages() == Lines{"/w", "/w/a", "/w/b"});
    CHECK_FALSE(m.handed_out());
    m.open("/w/a/y.go");
    CHECK_FALSE(m.handed_out());
    m.notify_of("textDocument/didClose", "/w/b/x.go");
    CHECK(m.packages() == Lines{"/w", "/w/a"});
    m.notify("workspace/didChangeWorkspaceFolders",
             {{"event",
               {{"added", json::array({{{"uri", "file:///v"}, {"name", "v"}}})},
                {"removed", json::array()}}}});
    CHECK(m.packages() == Lines{"/w", "/v", "/w/a"});
}

TEST_CASE("The first document adds its folder to a session without one") {
    Monitor m(kEditorWatches, json::object());
    CHECK_FALSE(m.handed_out());
    m.open("/d/x.go");
    CHECK(m.packages() == Lines{"/d"});
}

TEST_CASE("Folders that gopls asks the editor to watch are watched too") {
    Monitor m;
    REQUIRE(m.handed_out());
    core::EditorRegistrations registrations;
    const json options = {{"watchers", json::array({{{"globPattern", "/other/**/*.go"}}})}};
    registrations.registered(
        json{{"registrations",
              json::array(
                  {{{"id", "a"}, {"method", core::kWatchedFiles}, {"registerOptions", options}}})}}
            .dump(),
        false);
    m.workspace.registrations_changed(registrations);
    CHECK(m.packages() == Lines{"/w", "/other"});
}

TEST_CASE("gopls is informed at once if nobody else watches except about open documents") {
    const Changes all = {{"/w/x.go"}, {"/w/open.go"}, {"/w/go.mod"}};
    const Changes told = {{"/w/x.go"}, {"/w/go.mod"}};
    for (const bool editor_watches : {false, true}) {
        CAPTURE(editor_watches);
        Monitor m(editor_watches ? kEditorWatches : Lines{});
        m.open("/w/open.go");
        m.open("/w/go.mod");
        m.pass(2s);
        CHECK(m.changed(all) == (editor_watches ? Changes{} : told));
        REQUIRE(m.alarm(Alarm::kStale) == m.settings.stale_window);
        m.pass(m.settings.stale_window);
        const auto verdict = m.stale();
        REQUIRE(verdict.has_value() == editor_watches);
        if (verdict)
            CHECK(std::get<StaleView>(verdict->evidence).changed_files ==
                  Changes{told[1], told[0]});
    }
}

TEST_CASE("Changes that the editor has not reported within the window are stale") {
    Monitor m;
    m.changed({{"/w/b.go", FileChange::kCreated}});
    m.pass(4s);
    m.changed({{"/w/a.go"}});
    CHECK(m.alarm(Alarm::kStale) == 1s);
    CHECK_FALSE(m.stale());
    REQUIRE(m.alarm(Alarm::kStale) == 1s);
    m.pass(1s);
    const auto verdict = m.stale();
    REQUIRE(verdict);
    CHECK(verdict->kind() == VerdictKind::kStaleView);
    CHECK(std::get<StaleView>(verdict->evidence).changed_files ==
          Changes{{"/w/a.go"}, {"/w/b.go", FileChange::kCreated}});
    CHECK(std::get<StaleView>(verdict->evidence).detail ==
          "/w/a.go, /w/b.go changed on disk, and the editor has not reported it");
    CHECK_FALSE(m.alarm(Alarm::kStale));
    m.pass(1h);
    CHECK_FALSE(m.stale());
}

TEST_CASE("Changes that the editor has reported are not stale") {
    Monitor m;
    m.changed({{"/w/saved.go"}, {"/w/two words.go"}});
    m.pass(1s);
    m.notify_of("textDocument/didSave", "/w/saved.go");
    m.notify("workspace/didChangeWatchedFiles",
             {{"changes", json::array({{{"uri", "file:///w/two%20words.go"}, {"type", 2}}})}});
    m.pass(1h);
    CHECK_FALSE(m.stale());
}

TEST_CASE("A changed open document is logged and not stale") {
    for (const std::string read_again : {"", "textDocument/didChange", "textDocument/didSave",
                                         "textDocument/didClose", "textDocument/didOpen"}) {
        CAPTURE(read_again);
        Monitor m;
        m.open("/w/x.go");
        m.pass(2s);
        m.changed({{"/w/x.go"}});
        if (!read_again.empty()) m.notify_of(read_again.c_str(), "/w/x.go");
        m.pass(5s);
        CHECK_FALSE(m.stale());
        const Events events = m.logged(core::LogLevel::kInfo);
        REQUIRE(events.size() == (read_again.empty() ? 1 : 0));
        if (!events.empty()) CHECK(events[0].value("path") == "/w/x.go");
    }
}
