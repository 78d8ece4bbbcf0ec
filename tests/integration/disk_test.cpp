// Changes on disk and clients that do not watch files: no answer is older than the disk.
#include <filesystem>

#include "support/catch.hpp"
#include "support/steps.hpp"

namespace fs = std::filesystem;
using core::Event;
using support::Editor;
using support::Json;
using support::Logged;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

constexpr int kMethodNotFound = -32601;

/// Writes a module with two packages, of which one imports the other.
void write_packages(const Sandbox& sandbox) {
    sandbox.write("module/go.mod", "module example.com/sandbox\n\ngo 1.21\n");
    sandbox.write("module/a/a.go", R"(package a

import "example.com/sandbox/gen"

func A() int { return helper() + gen.Value() }
)");
    sandbox.write("module/a/b.go", "package a\n\nfunc helper() int { return 1 }\n");
    sandbox.write("module/gen/gen.go", "package gen\n\nfunc Value() int { return 1 }\n");
}

Json at(const fs::path& file, int line, int character) {
    return {{"textDocument", {{"uri", Sandbox::uri(file)}}},
            {"position", {{"line", line}, {"character", character}}}};
}

/// Returns the line of the first location of a definition, or -1 if there is none.
int defined_at(const Json& result) {
    if (!result.is_array() || result.empty()) return -1;
    return result[0]["range"]["start"]["line"].get<int>();
}

/// A coding agent: it opens few files, watches none, and supports few requests of a server.
class Agent {
  public:
    explicit Agent(const Sandbox& sandbox, const fs::path& root = {})
        : Agent(sandbox, root, Json::object()) {}
    Agent(const Sandbox& sandbox, const fs::path& root, const Json& options)
        : sandbox_(sandbox), editor(support::proxied(sandbox, Target::real_gopls())) {
        Json params = Editor::initialize_params(root.empty() ? sandbox.module() : root, options);
        params["capabilities"] = {{"workspace", {{"configuration", false}}},
                                  {"textDocument", {{"hover", Json::object()}}}};
        editor.call("initialize", params);
        editor.notify("initialized", Json::object());
    }

    /// Returns the definition of `helper` from its call in a.go.
    int helper() { return ask("module/a/a.go", 4, 23); }
    int value() { return ask("module/a/a.go", 4, 38); }
    int ask(const std::string& file, int line, int character) {
        return defined_at(
            editor.call("textDocument/definition", at(sandbox_.path(file), line, character)));
    }

  private:
    const Sandbox& sandbox_;

  public:
    Editor editor;
};

}  // namespace

TEST_CASE("an agent may edit with other tools and ask at once", "[disk][real]") {
    Sandbox sandbox;
    write_packages(sandbox);
    Agent agent(sandbox);
    CHECK(agent.helper() == 2);
    for (int i = 0; i < 30; ++i) {
        INFO(i);
        const std::string lines(static_cast<std::size_t>(1 + i % 7), '\n');
        sandbox.write("module/a/b.go", "package a" + lines + "func helper() int { return 1 }\n");
        CHECK(agent.helper() == 1 + i % 7);
        // No file of this package is open either.
        sandbox.write("module/gen/gen.go",
                      "package gen" + lines + "\nfunc Value() int { return 1 }\n");
        CHECK(agent.value() == 2 + i % 7);
    }
    steps::finish(agent.editor);
}

TEST_CASE("an agent may ask at once about a file that it has just created", "[disk][real]") {
    Sandbox sandbox;
    write_packages(sandbox);
    Agent agent(sandbox);
    CHECK(agent.helper() == 2);
    const auto made = [&](const std::string& file, const std::string& package) {
        INFO(file);
        sandbox.write(file, "package " + package + "\n\nfunc New" + "() int { return 2 }\n" +
                                "\nvar New2 = New()\n");
        CHECK(agent.ask(file, 4, 12) == 2);
        // An existing file uses the new one.
        sandbox.write("module/a/a.go",
                      "package a\n\nfunc A() int { return helper() }\n\nvar X = New()\n");
        if (package == "a") CHECK(agent.ask("module/a/a.go", 4, 9) == 2);
    };
    made("module/a/new.go", "a");
    made("module/gen/new.go", "gen");
    made("module/fresh/inside/new.go", "inside");
    made("module/testdata/new.go", "data");
    // This file is opened at once instead.
    const fs::path opened = sandbox.module() / "gen/opened.go";
    const std::string text = "package gen\n\nfunc O() int { return 2 }\n\nvar P = O()\n";
    sandbox.write("module/gen/opened.go", text);
    agent.editor.open(Sandbox::uri(opened), text);
    CHECK(agent.ask("module/gen/opened.go", 4, 8) == 2);
    steps::finish(agent.editor);
}

TEST_CASE("a client that refuses to watch files counts as not watching", "[disk][real]") {
    Sandbox sandbox;
    write_packages(sandbox);
    Editor editor(support::proxied(sandbox, Target::real_gopls()));
    editor.leave_unanswered("client/registerCapability");
    editor.start(sandbox.module());
    editor.wait_until([&] { return !editor.unanswered().empty(); }, "gopls registers");
    for (const Json& asked : std::vector<Json>(editor.unanswered())) {
        editor.send_message(
            {{"jsonrpc", "2.0"},
             {"id", asked["id"]},
             {"error", {{"code", kMethodNotFound}, {"message", "method not found"}}}});
    }
    const auto value = [&] {
        return defined_at(
            editor.call("textDocument/definition", at(sandbox.module() / "a/a.go", 4, 38)));
    };
    CHECK(value() == 2);
    ProxyLog(sandbox).expect({Event::kWatching, {}, "the proxy watches the files"});
    sandbox.write("module/gen/gen.go", "package gen\n\n\n\nfunc Value() int { return 1 }\n");
    CHECK(value() == 4);
    steps::finish(editor);
}

TEST_CASE("a package folder may be deleted and created again", "[disk][real]") {
    Sandbox sandbox;
    write_packages(sandbox);
    Agent agent(sandbox);
    CHECK(agent.helper() == 2);
    for (int i = 0; i < 3; ++i) {
        fs::remove_all(sandbox.module() / "a");
        CHECK(agent.ask("module/gen/gen.go", 2, 6) == 2);
        write_packages(sandbox);
        CHECK(agent.helper() == 2);
        sandbox.write("module/a/b.go", "package a\n\n\nfunc helper() int { return 1 }\n");
        CHECK(agent.helper() == 3);
    }
    steps::finish(agent.editor);
}

TEST_CASE("changes reach gopls even if the editor watches files in name only", "[disk][real]") {
    // The proxy reports them after `stale.window`, also in a folder that was deleted and created
    // again.
    Sandbox sandbox;
    write_packages(sandbox);
    Editor editor(support::proxied(sandbox, Target::real_gopls()));
    editor.start(sandbox.module());
    const fs::path file = sandbox.module() / "a/a.go";
    editor.open(Sandbox::uri(file), sandbox.read("module/a/a.go"));
    const auto helper = [&] {
        return defined_at(editor.call("textDocument/definition", at(file, 4, 23)));
    };
    CHECK(helper() == 2);
    fs::remove_all(sandbox.module() / "a");
    write_packages(sandbox);
    sandbox.write("module/a/b.go", "package a\n\n\nfunc helper() int { return 1 }\n");
    editor.wait_until([&] { return helper() == 3; }, "the first change is seen");
    sandbox.write("module/a/b.go", "package a\n\n\n\nfunc helper() int { return 1 }\n");
    editor.wait_until([&] { return helper() == 4; }, "the second change is seen");
    ProxyLog(sandbox).expect({Event::kStall, {{"verdict", "stale_view"}}});
    steps::finish(editor);
}

TEST_CASE("a change of go.mod above the opened folder reaches gopls", "[disk][real]") {
    Sandbox sandbox;
    write_packages(sandbox);
    sandbox.write("module/dep/go.mod", "module example.com/dep\n\ngo 1.21\n");
    sandbox.write("module/dep/d.go", "package dep\n\nfunc D() int { return 1 }\n");
    sandbox.write("module/svc/s.go",
                  "package svc\n\nimport \"example.com/dep\"\n\nfunc S() int { return dep.D() }\n");
    Agent agent(sandbox, sandbox.module() / "svc");
    CHECK(agent.ask("module/svc/s.go", 4, 27) == -1);
    sandbox.write("module/go.mod",
                  "module example.com/sandbox\n\ngo 1.21\n\nrequire example.com/dep v0.0.0\n\n"
                  "replace example.com/dep => ./dep\n");
    CHECK(agent.ask("module/svc/s.go", 4, 27) == 2);
    // This package is beside the folder and belongs to the module.
    sandbox.write("module/svc/s.go",
                  "package svc\n\nimport \"example.com/sandbox/gen\"\n\n"
                  "func S() int { return gen.Value() }\n");
    CHECK(agent.ask("module/svc/s.go", 4, 27) == 2);
    sandbox.write("module/gen/gen.go", "package gen\n\n\nfunc Value() int { return 1 }\n");
    CHECK(agent.ask("module/svc/s.go", 4, 27) == 3);
    steps::finish(agent.editor);
}

TEST_CASE("a new go.work above the folder reaches gopls", "[disk][real]") {
    Sandbox sandbox;
    write_packages(sandbox);
    sandbox.write("other/go.mod", "module example.com/other\n\ngo 1.21\n");
    sandbox.write("other/o.go", "package other\n\nfunc O() int { return 1 }\n");
    sandbox.write("module/a/b.go",
                  "package a\n\nimport \"example.com/other\"\n\n"
                  "func helper() int { return other.O() }\n");
    Agent agent(sandbox);
    CHECK(agent.ask("module/a/b.go", 4, 34) == -1);
    sandbox.write("go.work", "go 1.21\n\nuse (\n\t./module\n\t./other\n)\n");
    CHECK(agent.ask("module/a/b.go", 4, 34) == 2);
    sandbox.write("other/o.go", "package other\n\n\nfunc O() int { return 1 }\n");
    agent.editor.wait_until([&] { return agent.ask("module/a/b.go", 4, 34) == 3; },
                            "the module that go.work uses is watched");
    steps::finish(agent.editor);
}

TEST_CASE("gopls recovers after go mod vendor repairs an inconsistent vendor folder",
          "[disk][real]") {
    Sandbox sandbox;
    sandbox.write("module/dep/go.mod", "module example.com/dep\n\ngo 1.21\n");
    sandbox.write("module/dep/d.go", "package dep\n\nfunc D() int { return 1 }\n");
    sandbox.write("module/go.mod",
                  "module example.com/sandbox\n\ngo 1.21\n\nrequire example.com/dep v0.0.0\n\n"
                  "replace example.com/dep => ./dep\n");
    sandbox.write("module/a.go",
                  "package a\n\nimport \"example.com/dep\"\n\nfunc A() int { return dep.D() }\n");
    sandbox.write("module/vendor/modules.txt", "# example.com/old v1.0.0\n## explicit\n");
    const bool watches = GENERATE(true, false);
    INFO((watches ? "an editor that watches go.mod and Go files only" : "an agent"));
    Editor editor(support::proxied(sandbox, Target::real_gopls()));
    Json params = Editor::initialize_params(sandbox.module());
    if (!watches) params["capabilities"]["workspace"].erase("didChangeWatchedFiles");
    editor.call("initialize", params);
    editor.notify("initialized", Json::object());
    // Until gopls has loaded, the file belongs to no package, which is an error.
    const auto found = [&] {
        const Json& reply = editor.await(
            editor.request("textDocument/definition", at(sandbox.module() / "a.go", 4, 27)));
        return reply.contains("result") ? defined_at(reply["result"]) : -1;
    };
    CHECK(found() == -1);
    // The files that `go mod vendor` writes.
    sandbox.write("module/vendor/example.com/dep/d.go",
                  "package dep\n\nfunc D() int { return 1 }\n");
    sandbox.write("module/vendor/modules.txt",
                  "# example.com/dep v0.0.0 => ./dep\n## explicit; go 1.21\nexample.com/dep\n"
                  "# example.com/dep => ./dep\n");
    editor.wait_until([&] { return found() == 2; }, "the vendor folder is seen");
    ProxyLog(sandbox).expect(watches ? Logged{Event::kStall, {{"verdict", "stale_view"}}}
                                     : Logged{Event::kDiskChanges});
    steps::finish(editor);
}

TEST_CASE("if gopls watches files itself the proxy reports no changes", "[disk][real]") {
    Sandbox sandbox;
    const support::Completed settings =
        support::run({{Target::real_gopls(), "api-json"}, sandbox.environment, "", ""});
    if (settings.output.find("\"fileWatcher\"") == std::string::npos) {
        WARN("not run: this gopls does not watch files itself");
        return;
    }
    write_packages(sandbox);
    Agent agent(sandbox, sandbox.module(), {{"fileWatcher", "fsnotify"}});
    CHECK(agent.value() == 2);
    sandbox.write("module/gen/gen.go", "package gen\n\n\n\nfunc Value() int { return 1 }\n");
    agent.editor.wait_until([&] { return agent.value() == 4; }, "gopls sees the change");
    const ProxyLog log(sandbox);
    CHECK_FALSE(log.has({Event::kDiskChanges}));
    CHECK_FALSE(log.has({Event::kStall, {{"verdict", "stale_view"}}}));
    steps::finish(agent.editor);
}
