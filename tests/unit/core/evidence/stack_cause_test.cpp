#include "core/evidence/stack_cause.hpp"

#include "support/catch.hpp"
#include "unit/core/evidence/goroutine_dumps.hpp"

using core::Goroutine;
using core::StackCause;
using core::StackCauseKind;
using namespace goroutine_dumps;

TEST_CASE("cause_of finds the cause of each recorded stall") {
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

TEST_CASE("The head's goroutine is the one that handles a message") {
    const auto all = goroutines_of("go_version");
    const Goroutine* head = core::head_goroutine(all);
    REQUIRE(head);
    CHECK(has_frame(*head, "server.(*server).Initialized"));
    CHECK(core::cause_of(all).head == head->id);
    CHECK(core::cause_of(all).goroutine == head->id);
    CHECK(core::head_goroutine(goroutines_of("idle")) == nullptr);
}

TEST_CASE("A goroutine that writes a reply is not the head") {
    const auto all = goroutines_of("output_not_read");
    const Goroutine* head = core::head_goroutine(all);
    REQUIRE(head);
    CHECK(has_frame(*head, "server.(*server).DidChange"));
    CHECK(std::any_of(all.begin(), all.end(), [](const Goroutine& g) {
        return has_frame(g, "(*conn).replier") && g.state == "sync.Mutex.Lock";
    }));
    CHECK(core::head_goroutine(goroutines_of("output_not_read_reply")) == nullptr);
}

TEST_CASE("An asynchronous handler is the head only while it holds its turn") {
    auto all = goroutines_of("file_read_pull_diagnostic");
    REQUIRE(core::head_goroutine(all));
    CHECK(has_frame(*core::head_goroutine(all), "server.(*server).Diagnostic"));
    // With no goroutine waiting behind it, it blocks nobody.
    all.erase(std::remove_if(all.begin(), all.end(),
                             [](const Goroutine& g) {
                                 return g.state == "chan receive" && has_frame(g, "AsyncHandler");
                             }),
              all.end());
    CHECK(core::head_goroutine(all) == nullptr);
}

TEST_CASE("A waiting head leads to the goroutine it waits for") {
    const auto all = goroutines_of("silent_module_proxy");
    const StackCause cause = core::cause_of(all);
    CHECK(cause.goroutine != cause.head);

    // Two goroutines lie between the head and the command. The command is found even without their
    // creators.
    auto orphans = all;
    for (Goroutine& g : orphans) g.creator = 0;
    CHECK(core::cause_of(orphans).kind == StackCauseKind::kGoCommand);
}

TEST_CASE("A wait without a visible partner is a mutex or unknown") {
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

TEST_CASE("A head without visible frames is computing") {
    const std::string head =
        "goroutine 7 gp=0xc0 m=3 mp=0xc1 [running]:\n"
        "\tgoroutine running on other thread; stack unavailable\n"
        "created by golang.org/x/tools/internal/jsonrpc2.AsyncHandler.func1 in goroutine 3\n"
        "\t/mod/golang.org/x/tools/internal/jsonrpc2/handler.go:103 +0x1\n";
    const StackCause cause = core::cause_of(parse(head));
    CHECK(cause.head == 7);
    CHECK(cause.kind == StackCauseKind::kComputing);
}

TEST_CASE("own_cause describes a single goroutine") {
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

TEST_CASE("own_cause finds nothing in goroutines that always exist") {
    for (const Goroutine& g : goroutines_of("idle")) {
        INFO(g.id << " " << g.created_by);
        CHECK_FALSE(core::own_cause(g));
    }
}

TEST_CASE("Every cause has a unique name and a sentence") {
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
