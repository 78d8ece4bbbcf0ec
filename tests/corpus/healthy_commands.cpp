// Children of gopls that are quiet for a long time and then finish. The proxy may report them and
// must do nothing else. They finish only after the report, which makes them quiet long enough.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "corpus/case.hpp"
#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/steps.hpp"

using core::Event;
using corpus::Case;
using corpus::Expected;
using corpus::kNothing;
using support::Editor;
using support::Json;
using support::Sandbox;

namespace {

/// The mildest reaction: a line for the user. Nothing is ended or started.
const Expected kTold{"other_child", {"tell"}, {}};

/// A pipe at which a script blocks until the test opens it.
class Gate {
  public:
    explicit Gate(const Sandbox& sandbox) : path_(sandbox.path("gate").string()) {
        if (::mkfifo(path_.c_str(), 0600) != 0)
            throw support::TestFailure("cannot make a named pipe");
    }
    /// Returns a line of shell that blocks here. Opening the pipe for reading and writing does not
    /// block.
    std::string wait() const { return "read -r line <>'" + path_ + "'\n"; }
    void open() const {
        // Kept open until a script has read the line: a pipe loses its content with its last
        // descriptor.
        held_ = support::FileDescriptor(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
        if (::write(held_.get(), "\n", 1) != 1)
            throw support::TestFailure("cannot write to a named pipe");
    }

  private:
    std::string path_;
    mutable support::FileDescriptor held_;
};

Json execute(Editor& editor, const std::string& command, const Json& argument) {
    return editor.request("workspace/executeCommand",
                          {{"command", command}, {"arguments", Json::array({argument})}});
}

/// Waits until the proxy reports the child, opens the gate, and waits for all answers.
void told_then_answered(Case& healthy, const Gate& gate, const Json& command) {
    Editor& editor = healthy.editor();
    const Json id = healthy.ask();
    healthy.expect_verdict();
    healthy.expect_log({Event::kRemedy, {{"remedy", "tell"}}});
    gate.open();
    healthy.expect_answer(id);
    CHECK(editor.await(command).contains("result"));
    healthy.finish();
}

}  // namespace

TEST_CASE("gopls.tidy takes long", "[healthy_commands][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    const Gate gate(sandbox);
    const std::string go = support::find_on_path("go", sandbox.environment["PATH"]);
    sandbox.write_script("wrapper/go", "#!/bin/sh\n[ \"$1 $2\" != 'mod tidy' ] || " + gate.wait() +
                                           "exec '" + go + "' \"$@\"\n");
    sandbox.prepend_path(sandbox.path("wrapper"));
    Case healthy("gopls.tidy takes long", kTold, sandbox);
    Editor& editor = healthy.settle();
    const Json uris = Json::array({Sandbox::uri(sandbox.module() / "go.mod")});
    told_then_answered(healthy, gate, execute(editor, "gopls.tidy", {{"URIs", uris}}));
}

TEST_CASE("a client runs go list elsewhere", "[healthy_commands][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    const Gate gate(sandbox);
    const std::string go = support::find_on_path("go", sandbox.environment["PATH"]);
    // A development container's shim works like this; the local client only waits.
    sandbox.write_script("far/docker", "#!/bin/sh\n" + gate.wait() + "exec '" + go + "' \"$@\"\n");
    sandbox.write_script("wrapper/go",
                         "#!/bin/sh\ncase \"$*\" in *-deps=true*) far=1 ;; *) far= ;; esac\n"
                         "[ $far ] && mkdir '" +
                             sandbox.path("once").string() + "' 2>/dev/null || exec '" + go +
                             "' \"$@\"\n'" + sandbox.path("far/docker").string() +
                             "' \"$@\"\nexit $?\n");
    sandbox.prepend_path(sandbox.path("wrapper"));
    Case healthy("go is a script whose client runs it elsewhere", kTold, sandbox);
    healthy.open_main();
    const Json id = healthy.ask();
    healthy.expect_verdict();
    healthy.expect_log({Event::kRemedy, {{"remedy", "tell"}}});
    gate.open();
    healthy.expect_answer(id);
    healthy.finish();
}

TEST_CASE("go generate takes long", "[healthy_commands][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    const Gate gate(sandbox);
    sandbox.write_script("module/generate.sh", "#!/bin/sh\n" + gate.wait());
    sandbox.write("module/generate.go", "package main\n\n//go:generate ./generate.sh\n");
    Case healthy("go generate takes long", kTold, sandbox);
    Editor& editor = healthy.settle();
    told_then_answered(healthy, gate,
                       execute(editor, "gopls.generate",
                               {{"Dir", Sandbox::uri(sandbox.module())}, {"Recursive", false}}));
}

TEST_CASE("gopls.run_tests takes long", "[healthy_commands][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write("module/sleep_test.go", R"(package main

import (
	"testing"
	"time"
)

func TestSleep(t *testing.T) { time.Sleep(5 * time.Second) }
)");
    Case healthy("gopls.run_tests takes long", kNothing, sandbox);
    Editor& editor = healthy.settle();
    const std::string uri = steps::main_uri(sandbox);
    const Json run = execute(editor, "gopls.run_tests",
                             {{"URI", Sandbox::uri(sandbox.module() / "sleep_test.go")},
                              {"Tests", Json::array({"TestSleep"})}});
    healthy.expect_answer(healthy.ask());
    while (!editor.replied(run)) {
        steps::expect_definition(editor, uri, steps::ask_definition(editor, uri));
        editor.pump(std::chrono::milliseconds(200));
    }
    CHECK(editor.await(run).contains("result"));
    healthy.finish();
}

TEST_CASE("the C compiler takes long during the load", "[healthy_commands][healthy][quick]") {
    const std::string cause = "cgo during the load, compiler waits for another machine";
    Sandbox sandbox(Sandbox::GoplsCache::kOwn);
    const std::string compiler = support::find_on_path("gcc", sandbox.environment["PATH"]);
    if (compiler.empty()) return Case::not_run(cause, "no gcc on PATH");
    sandbox.write_module();
    sandbox.write("module/native.go", R"(package main

// static int twice(int n) { return 2 * n; }
import "C"

func twice(n int) int { return int(C.twice(C.int(n))) }
)");
    // The empty build cache also rebuilds the standard library, where the compiler works normally.
    // Only the compiler run for the module's own file is held up.
    sandbox.environment["GOCACHE"] = sandbox.path("gocache").string();
    sandbox.environment["CGO_ENABLED"] = "1";
    const Gate gate(sandbox);
    sandbox.write_script("wrapper/gcc", "#!/bin/sh\ncase \"$PWD$*\" in */module*) mkdir '" +
                                            sandbox.path("held").string() + "' 2>/dev/null && " +
                                            gate.wait() + ";; esac\nexec '" + compiler +
                                            "' \"$@\"\n");
    // By CC: Debian's Go calls the compiler by another name.
    sandbox.environment["CC"] = sandbox.path("wrapper/gcc").string();
    Case healthy(cause, kTold, sandbox);
    healthy.open_main();
    const Json id = healthy.ask();
    healthy.expect_verdict();
    healthy.expect_log({Event::kRemedy, {{"remedy", "tell"}}});
    CHECK(std::filesystem::exists(sandbox.path("held")));
    gate.open();
    healthy.expect_answer(id);
    healthy.finish();
}
