// The go commands of `gopls-proxy clean`, with the real go command, a module proxy that is a
// folder, and a GOMODCACHE in the sandbox.
#include <algorithm>
#include <fstream>

#include "integration/cleaning.hpp"
#include "support/doctor_runs.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/waiting.hpp"

using namespace cleaning;

namespace {

namespace fs = std::filesystem;

/// A module that needs others, which the module proxy of the sandbox has.
struct Refreshing : Cleaning {
    Refreshing() {
        sandbox.environment["GOPROXY"] = "file://" + sandbox.path("proxy").string();
        sandbox.environment["GOFLAGS"] = "";
        publish("example.com/needed", "v1.0.0");
        publish("example.com/needed", "v1.2.0");
        publish("example.com/spare", "v0.1.0");
        sandbox.write("module/go.mod", kGoMod);
        sandbox.write("module/needs.go", "package main\n\nimport _ \"example.com/needed\"\n");
        REQUIRE(go({"mod", "download", "all"}).status == ExitStatus{0, 0});
    }
    void publish(const std::string& path, const std::string& version) const {
        const std::string package = path.substr(path.rfind('/') + 1);
        support::publish(sandbox, path, version,
                         {{"go.mod", "module " + path + "\n\ngo 1.21\n"},
                          {package + ".go", "package " + package + "\n\nfunc F() {}\n"}});
    }
    fs::path mod_cache() const { return sandbox.path("gopath/pkg/mod"); }
    fs::path archive(const std::string& module, const std::string& version) const {
        return mod_cache() / "cache/download" / module / "@v" / (version + ".zip");
    }
    void overwrite(const fs::path& file, const std::string& text) const {
        fs::permissions(file.parent_path(), fs::perms::owner_all);
        fs::permissions(file, fs::perms::owner_all);
        std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
    }
    /// Runs a command line as a person would paste it into a shell.
    Completed paste(const std::string& line) const {
        return support::run({{"sh", "-c", line}, sandbox.environment, sandbox.path().string(), ""});
    }

    static constexpr const char* kGoMod = R"(module example.com/sandbox

go 1.21

require example.com/needed v1.0.0
)";
};

/// Returns the result of the only step with this task.
Json result_of(const Json& document, const std::string& task) {
    Json found;
    for (const Json& step : document.at("refresh")) {
        if (step.at("task") != task) continue;
        REQUIRE(found.is_null());
        found = step.at("result");
    }
    REQUIRE_FALSE(found.is_null());
    return found;
}

bool has(const Json& text, const std::string& part) {
    return text.is_string() && text.get<std::string>().find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a damaged module is named, and the printed command mends it", "[clean_refresh]") {
    Refreshing refreshing;
    const Sandbox& sandbox = refreshing.sandbox;
    const std::string module = "example.com/needed";
    CHECK(refreshing.clean({"--yes", "--refresh"}).at("exit_code") == 0);
    SECTION("a file in its folder") {
        refreshing.overwrite(refreshing.mod_cache() / (module + "@v1.0.0") / "needed.go", "no\n");
    }
    SECTION("its archive") {
        std::string bytes =
            sandbox.read("gopath/pkg/mod/cache/download/" + module + "/@v/v1.0.0.zip");
        const std::size_t at = bytes.find("func F");
        REQUIRE(at != std::string::npos);
        bytes[at] = 'F';
        refreshing.overwrite(refreshing.archive(module, "v1.0.0"), bytes);
    }
    SECTION("the recorded hash of its archive") {
        refreshing.overwrite(refreshing.archive(module, "v1.0.0").string() + "hash",
                             "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
    const Json broken = refreshing.clean({"--yes", "--refresh"});
    INFO(broken.dump(2));
    CHECK(broken.at("exit_code") == 1);
    const Json verified = result_of(broken, "verify");
    CHECK(verified.at("state") == "failed");
    REQUIRE(verified.at("problems").size() == 1);
    const Json problem = verified.at("problems")[0];
    CHECK(has(problem.at("text"), "example.com/needed v1.0.0"));
    const Completed mended = refreshing.paste(problem.at("mend"));
    INFO(mended.errors);
    CHECK(mended.status == ExitStatus{0, 0});
    const Json after = refreshing.clean({"--yes", "--refresh"});
    INFO(after.dump(2));
    CHECK(after.at("exit_code") == 0);
    CHECK(result_of(after, "verify").at("state") == "done");
}

TEST_CASE("a version that was published twice does not match go.sum", "[clean_refresh]") {
    Refreshing refreshing;
    REQUIRE(refreshing.go({"mod", "tidy"}).status == ExitStatus{0, 0});
    support::publish(refreshing.sandbox, "example.com/needed", "v1.0.0",
                     {{"go.mod", "module example.com/needed\n\ngo 1.21\n"},
                      {"needed.go", "package needed\n\nfunc Other() {}\n"}});
    const Json done = refreshing.clean({"--yes", "--mod-cache", "--refresh"});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 1);
    CHECK(done.at("items")[0].at("outcome").at("state") == "deleted");
    const Json downloaded = result_of(done, "download");
    CHECK(downloaded.at("state") == "failed");
    CHECK(has(downloaded.at("problems")[0].at("text"),
              "example.com/needed v1.0.0 does not match its checksum"));
    CHECK(has(downloaded.at("problems")[0].at("text"), "go.sum has h1:"));
}

TEST_CASE("a deleted GOMODCACHE is downloaded again and verified", "[clean_refresh]") {
    Refreshing refreshing;
    const Json done = refreshing.clean({"--yes", "--mod-cache", "--refresh"});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 0);
    CHECK(result_of(done, "download").at("state") == "done");
    CHECK(result_of(done, "verify").at("state") == "done");
    CHECK(fs::exists(refreshing.mod_cache() / "example.com/needed@v1.0.0/needed.go"));
}

TEST_CASE("a dry run shows which go commands would run, and runs none", "[clean_refresh]") {
    Refreshing refreshing;
    const Json plan = refreshing.clean({"--refresh", "--tidy", "--vendor", "--list", "--updates"});
    INFO(plan.dump(2));
    CHECK(plan.at("dry_run") == true);
    CHECK(plan.at("items").empty());
    std::vector<std::string> commands;
    for (const Json& step : plan.at("refresh")) {
        commands.push_back(step.at("command"));
        CHECK(step.at("folder") == refreshing.sandbox.module().string());
        CHECK(step.at("result").is_null());
    }
    CHECK(commands == std::vector<std::string>{"go mod download -json", "go mod verify",
                                               "go mod tidy -diff", "go mod vendor",
                                               "go list -mod=readonly -m -json all",
                                               "go list -mod=readonly -m -u -json all"});
    CHECK(has(plan.at("refresh")[3].at("refused"), "vendoring is not in use"));
    const Completed shown = refreshing.run({"--dry-run", "--verify"});
    CHECK(shown.output.find("go mod verify ") != std::string::npos);
    CHECK(shown.output.find("Nothing was changed. Add --yes") != std::string::npos);
}

TEST_CASE("go mod tidy shows its changes and asks before it writes", "[clean_refresh]") {
    Refreshing refreshing;
    Sandbox& sandbox = refreshing.sandbox;
    const std::string untidy =
        std::string(Refreshing::kGoMod) + "\nrequire example.com/spare v0.1.0\n";
    sandbox.write("module/go.mod", untidy);
    const bool is_old = GENERATE(false, true);
    if (is_old) {
        // A go command that says that it is too old for -diff, so that a copy is tidied.
        const std::string go = support::find_on_path("go", sandbox.environment["PATH"]);
        sandbox.write_script("old/go",
                             "#!/bin/sh\ncase \"$*\" in *-diff*) exit 2 ;; esac\n"
                             "[ \"$1\" = env ] || exec '" +
                                 go + "' \"$@\"\n'" + go +
                                 "' \"$@\" | sed 's/\"go1\\.[^\"]*\"/\"go1.22.12\"/'\n");
        sandbox.prepend_path(sandbox.path("old"));
    }
    const auto answer = [&](const std::string& typed) {
        support::PseudoTerminal terminal(refreshing.command({"--tidy"}));
        terminal.read_until("Run 1 go command? [y/N] ");
        terminal.type("y\n");
        terminal.read_until("Write these changes? [y/N] ");
        CHECK(terminal.output().find("-require example.com/spare v0.1.0") != std::string::npos);
        CHECK(sandbox.read("module/go.mod") == untidy);
        terminal.type(typed);
        return terminal.await_end();
    };
    CHECK(answer("n\n") == ExitStatus{1, 0});
    CHECK(sandbox.read("module/go.mod") == untidy);
    CHECK(answer("\x03") == ExitStatus{1, 0});  // Ctrl-C
    CHECK(sandbox.read("module/go.mod") == untidy);
    CHECK(answer("\x04") == ExitStatus{1, 0});  // the end of the input
    CHECK(sandbox.read("module/go.mod") == untidy);
    if (is_old) {
        CHECK(answer("y\n") == ExitStatus{0, 0});
        CHECK(sandbox.read("module/go.mod") == Refreshing::kGoMod);
    }

    // With --yes it writes, and shows the changes afterwards.
    sandbox.write("module/go.mod", untidy);
    const Json done = refreshing.clean({"--yes", "--tidy"});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 0);
    const Json tidied = result_of(done, "tidy");
    CHECK(tidied.at("state") == "done");
    CHECK(has(tidied.at("diff"), "-require example.com/spare v0.1.0"));
    CHECK(tidied.at("versions") == Json::array({{{"path", "example.com/spare"},
                                                 {"before", "v0.1.0"},
                                                 {"after", nullptr},
                                                 {"was_indirect", false},
                                                 {"indirect", false}}}));
    CHECK(sandbox.read("module/go.mod") == Refreshing::kGoMod);
    const Json again = result_of(refreshing.clean({"--yes", "--tidy"}), "tidy");
    CHECK(again.at("summary") == "go.mod and go.sum are tidy");
    CHECK(again.at("diff").is_null());
}

TEST_CASE("versions, newer versions and replacements without effect are listed",
          "[clean_refresh]") {
    Refreshing refreshing;
    const Sandbox& sandbox = refreshing.sandbox;
    sandbox.write("fork/go.mod", "module example.com/spare\n\ngo 1.21\n");
    sandbox.write("module/go.mod", std::string(Refreshing::kGoMod) +
                                       "require example.com/spare v0.1.0 // indirect\n"
                                       "replace example.com/spare => ../fork\n"
                                       "replace example.com/ghost => ../ghost\n"
                                       "replace example.com/needed v1.1.0 => ../needed\n");
    const Json done = refreshing.clean({"--yes", "--list", "--updates"});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 0);
    const Json listed = result_of(done, "list");
    CHECK(listed.at("summary") == "2 modules: 1 direct, 1 indirect, 1 replaced");
    CHECK(listed.at("modules")[2].at("replaced_by") == "../fork");
    REQUIRE(listed.at("notes").size() == 2);
    CHECK(has(listed.at("notes")[0].at("text"), "example.com/ghost"));
    CHECK(has(listed.at("notes")[1].at("text"), "the selected version is v1.0.0"));
    const Json updates = result_of(done, "updates");
    CHECK(updates.at("modules")[1].at("path") == "example.com/needed");
    CHECK(updates.at("modules")[1].at("update") == "v1.2.0");
    for (const Json& note : listed.at("notes")) {
        CHECK(refreshing.paste(note.at("mend")).status == ExitStatus{0, 0});
    }
    CHECK(result_of(refreshing.clean({"--yes", "--list"}), "list").at("notes").empty());
}

TEST_CASE("a vendor folder is written where there is one", "[clean_refresh]") {
    Refreshing refreshing;
    const Sandbox& sandbox = refreshing.sandbox;
    CHECK(refreshing.clean({"--yes", "--vendor"}).at("exit_code") == 1);
    CHECK_FALSE(fs::exists(sandbox.path("module/vendor")));
    REQUIRE(refreshing.go({"mod", "tidy"}).status == ExitStatus{0, 0});
    REQUIRE(refreshing.go({"mod", "vendor"}).status == ExitStatus{0, 0});
    fs::remove_all(sandbox.path("module/vendor/example.com"));
    // With a vendor folder, the go command lists no versions unless it is asked to.
    const Json done = refreshing.clean({"--yes", "--vendor", "--list"});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 0);
    CHECK(fs::exists(sandbox.path("module/vendor/example.com/needed/needed.go")));
}

TEST_CASE("a workspace of several modules is refreshed from any of its folders",
          "[clean_refresh]") {
    Refreshing refreshing;
    const Sandbox& sandbox = refreshing.sandbox;
    REQUIRE(refreshing.go({"mod", "tidy"}).status == ExitStatus{0, 0});
    sandbox.write("lib/go.mod", "module example.com/lib\n\ngo 1.21\n");
    sandbox.write("lib/lib.go", "package lib\n");
    sandbox.write("go.work", "go 1.21\n\nuse ./module\nuse ./lib\n");
    const Json done =
        refreshing.clean({"--yes", "--refresh", "--tidy", "--list", sandbox.path("lib").string(),
                          sandbox.path("module").string()});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 0);
    std::vector<std::string> folders;
    for (const Json& step : done.at("refresh")) {
        if (step.at("task") == "tidy") folders.push_back(step.at("folder"));
    }
    CHECK(folders == std::vector<std::string>{sandbox.path("module"), sandbox.path("lib")});
    CHECK(done.at("refresh").size() == 5);
    CHECK(done.at("refresh")[0].at("folder") == sandbox.path().string());
    CHECK(result_of(done, "list").at("modules").size() == 3);
}

TEST_CASE("a folder without a module, or that does not exist, is named", "[clean_refresh]") {
    Refreshing refreshing;
    const Sandbox& sandbox = refreshing.sandbox;
    sandbox.write("notes/todo.txt", "text");
    const Json none = refreshing.clean({"--yes", "--verify", sandbox.path("notes").string()});
    CHECK(none.at("exit_code") == 1);
    CHECK(none.at("refresh").empty());
    REQUIRE(none.at("refresh_problems").size() == 1);
    CHECK(has(none.at("refresh_problems")[0], sandbox.path("notes").string()));
    // The modules below a folder; the home folder would take too long to search.
    sandbox.write("work/inner/go.mod", "module example.com/inner\n\ngo 1.21\n");
    const Json below = refreshing.clean({"--yes", "--verify", sandbox.path("work").string()});
    CHECK(below.at("exit_code") == 0);
    REQUIRE(below.at("refresh").size() == 1);
    CHECK(below.at("refresh")[0].at("folder") == sandbox.path("work/inner").string());
    const Json home = refreshing.clean({"--yes", "--verify", sandbox.path().string()});
    CHECK(home.at("exit_code") == 1);
    CHECK(has(home.at("refresh_problems")[0], "too large to search"));
    const Completed absent = refreshing.run({"--verify", sandbox.path("absent").string()});
    CHECK(absent.status == ExitStatus{2, 0});
    CHECK(absent.errors.find("absent") != std::string::npos);
    const Completed file = refreshing.run({"--verify", "go.mod"});
    CHECK(file.status == ExitStatus{2, 0});
    CHECK(file.errors.find("is not a folder") != std::string::npos);
}

TEST_CASE("a go command that takes too long is killed with its children, and the next ones run",
          "[clean_refresh]") {
    Refreshing refreshing;
    Sandbox& sandbox = refreshing.sandbox;
    const std::string go = support::find_on_path("go", sandbox.environment["PATH"]);
    sandbox.write_script("slow/go", "#!/bin/sh\n[ \"$2\" = download ] || exec '" + go +
                                        "' \"$@\"\nsleep 1000 &\nsetsid sleep 1000 &\nwait\n");
    sandbox.prepend_path(sandbox.path("slow"));
    const Json done = refreshing.clean({"--yes", "--refresh", "--timeout", "1"});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 1);
    CHECK(result_of(done, "download").at("state") == "timed_out");
    CHECK(has(result_of(done, "download").at("summary"), "--timeout"));
    // It may be too slow as well on a busy machine, but it had its turn.
    CHECK_FALSE(result_of(done, "verify").is_null());
    sandbox.expect_nothing_left();
}
