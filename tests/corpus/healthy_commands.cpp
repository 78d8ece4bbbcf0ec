// Children of gopls that are quiet for as long as they like and come back: they are told of
// at most. That they come back only after they have been told of is what makes them long.
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

/// The least there is: a line for the person, which ends nothing and starts nothing.
const Expected kTold{"other_child", {"tell"}, {}};

/// A pipe at which a script waits until the test lets it go on.
class Gate {
  public:
    explicit Gate(const Sandbox& sandbox) : path_(sandbox.path("gate").string()) {
        if (::mkfifo(path_.c_str(), 0600) != 0)
            throw support::TestFailure("cannot make a named pipe");
    }
    /// A line of shell that waits here. Opened both ways, the open itself does not wait.
    std::string wait() const { return "read -r line <>'" + path_ + "'\n"; }
    void open() const {
        // Held until a script has read it: what is in a pipe goes with its last descriptor.
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

/// Waits until it is told of, lets it go on, and everything is answered.
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

TEST_CASE("gopls.tidy that takes long", "[healthy_commands][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    const Gate gate(sandbox);
    const std::string go = support::find_on_path("go", sandbox.environment["PATH"]);
    sandbox.write_script("wrapper/go", "#!/bin/sh\n[ \"$1 $2\" != 'mod tidy' ] || " + gate.wait() +
                                           "exec '" + go + "' \"$@\"\n");
    sandbox.prepend_path(sandbox.path("wrapper"));
    Case healthy("gopls.tidy that takes long", kTold, sandbox);
    Editor& editor = healthy.settle();
    const Json uris = Json::array({Sandbox::uri(sandbox.module() / "go.mod")});
    told_then_answered(healthy, gate, execute(editor, "gopls.tidy", {{"URIs", uris}}));
}

TEST_CASE("a go list that a client has run elsewhere", "[healthy_commands][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    const Gate gate(sandbox);
    const std::string go = support::find_on_path("go", sandbox.environment["PATH"]);
    // What a shim of a development container does; the client itself does nothing but wait.
    sandbox.write_script("far/docker", "#!/bin/sh\n" + gate.wait() + "exec '" + go + "' \"$@\"\n");
    sandbox.write_script("wrapper/go",
                         "#!/bin/sh\ncase \"$*\" in *-deps=true*) far=1 ;; *) far= ;; esac\n"
                         "[ $far ] && mkdir '" +
                             sandbox.path("once").string() + "' 2>/dev/null || exec '" + go +
                             "' \"$@\"\n'" + sandbox.path("far/docker").string() +
                             "' \"$@\"\nexit $?\n");
    sandbox.prepend_path(sandbox.path("wrapper"));
    Case healthy("go is a script that has a client run it elsewhere", kTold, sandbox);
    healthy.open_main();
    const Json id = healthy.ask();
    healthy.expect_verdict();
    healthy.expect_log({Event::kRemedy, {{"remedy", "tell"}}});
    gate.open();
    healthy.expect_answer(id);
    healthy.finish();
}

TEST_CASE("go generate that takes long", "[healthy_commands][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    const Gate gate(sandbox);
    sandbox.write_script("module/generate.sh", "#!/bin/sh\n" + gate.wait());
    sandbox.write("module/generate.go", "package main\n\n//go:generate ./generate.sh\n");
    Case healthy("go generate that takes long", kTold, sandbox);
    Editor& editor = healthy.settle();
    told_then_answered(healthy, gate,
                       execute(editor, "gopls.generate",
                               {{"Dir", Sandbox::uri(sandbox.module())}, {"Recursive", false}}));
}

TEST_CASE("tests that take long", "[healthy_commands][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write("module/sleep_test.go", R"(package main

import (
	"testing"
	"time"
)

func TestSleep(t *testing.T) { time.Sleep(5 * time.Second) }
)");
    Case healthy("gopls.run_tests that takes long", kNothing, sandbox);
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

TEST_CASE("a cgo build in the load", "[healthy_commands][healthy][quick]") {
    const std::string cause = "cgo in the load, a compiler that waits for another machine";
    Sandbox sandbox(Sandbox::GoplsCache::kOwn);
    const std::string compiler = support::find_on_path("gcc", sandbox.environment["PATH"]);
    if (compiler.empty()) return Case::not_run(cause, "no gcc on PATH");
    sandbox.write_module();
    sandbox.write("module/native.go", R"(package main

// static int twice(int n) { return 2 * n; }
import "C"

func twice(n int) int { return int(C.twice(C.int(n))) }
)");
    // The standard library is built anew as well: that is the compiler at work. Held up is what
    // the module's own file needs.
    sandbox.environment["GOCACHE"] = sandbox.path("gocache").string();
    sandbox.environment["CGO_ENABLED"] = "1";
    const Gate gate(sandbox);
    sandbox.write_script("wrapper/gcc", "#!/bin/sh\ncase \"$PWD$*\" in */module*) mkdir '" +
                                            sandbox.path("held").string() + "' 2>/dev/null && " +
                                            gate.wait() + ";; esac\nexec '" + compiler +
                                            "' \"$@\"\n");
    sandbox.prepend_path(sandbox.path("wrapper"));
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
