// The thread of the event loop never waits for a file system: from the first message of the editor
// to the last one it is sent, that thread makes no call that names a path, and none that touches a
// file. strace sees its calls; those of other threads and of children it leaves alone.
#include <signal.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/keep_stopped.hpp"
#include "support/sanitized.hpp"
#include "support/steps.hpp"

using core::Event;
using support::ChildOptions;
using support::Editor;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

namespace fs = std::filesystem;

/// In a folder of its own: the proxy watches those above the module.
constexpr const char* kTrace = "trace/calls";

std::string strace_refused(const Sandbox& sandbox) {
    // A sanitizer looks at files of its own.
    if (support::kSanitized) return "built with a sanitizer";
    if (support::find_on_path("strace", sandbox.environment.at("PATH")).empty())
        return "no strace on PATH";
    const support::Completed tried =
        support::run({{"strace", "-D", "-o", "/dev/null", "true"}, sandbox.environment, "", ""});
    if (tried.status == support::ExitStatus{0, 0} && tried.errors.empty()) return "";
    return "strace may not trace here: " + tried.errors.substr(0, tried.errors.find('\n'));
}

bool allowed(const Sandbox& sandbox) {
    const std::string refused = strace_refused(sandbox);
    if (!refused.empty()) WARN("not run: " << refused);
    return refused.empty();
}

/// The same process in the end: the tracer is a grandchild (-D). Without -f only the first thread
/// is traced. `-y` names the file behind each descriptor; calls that concern neither a path nor
/// a descriptor are left out.
ChildOptions traced(const Sandbox& sandbox, ChildOptions options) {
    fs::create_directory(sandbox.path("trace"));
    const std::vector<std::string> words{"strace",
                                         "-D",
                                         "-q",
                                         "-y",
                                         "-s0",
                                         "-e",
                                         "signal=none",
                                         "-e",
                                         "trace=%file,%desc",
                                         "-o",
                                         sandbox.path(kTrace).string()};
    options.argv.insert(options.argv.begin(), words.begin(), words.end());
    return options;
}

/// The pipe behind one of the standard files, as strace names it.
std::string pipe_of(const Editor& editor, int fd) {
    const std::string link = "/proc/" + std::to_string(editor.pid()) + "/fd/" + std::to_string(fd);
    return "<" + fs::read_symlink(link).string() + ">";
}

struct Ends {
    std::string in;
    std::string out;
};

Ends ends_of(const Editor& editor) {
    return {pipe_of(editor, 0), pipe_of(editor, 1)};
}

bool is_transfer(const std::string& call, const char* kind, const std::string& pipe) {
    const std::size_t name_end = call.find('(');
    const std::string name = call.substr(0, name_end);
    return name_end != std::string::npos && name.find(kind) != std::string::npos &&
           call.find(pipe) != std::string::npos && call.find(" = -1 ") == std::string::npos &&
           !call.ends_with(" = 0");
}

/// The calls from the first read of `ends.in` to the last write to `ends.out`.
std::vector<std::string> calls_between(const Sandbox& sandbox, const Ends& ends) {
    std::vector<std::string> calls;
    // The tracer writes a moment longer than the proxy lives.
    const auto is_whole = [&] {
        calls.clear();
        std::ifstream file(sandbox.path(kTrace));
        for (std::string line; std::getline(file, line);) calls.push_back(line);
        return !calls.empty() && calls.back().starts_with("+++ exited");
    };
    support::wait_until(is_whole, "the end of the trace");
    const auto reads = [&](const std::string& call) { return is_transfer(call, "read", ends.in); };
    const auto writes = [&](const std::string& call) {
        return is_transfer(call, "write", ends.out) || is_transfer(call, "send", ends.out);
    };
    const auto first = std::find_if(calls.begin(), calls.end(), reads);
    const auto last = std::find_if(calls.rbegin(), calls.rend(), writes).base();
    if (first >= last) throw support::TestFailure("strace shows no session");
    return {first, last};
}

/// A path among the arguments, or a descriptor of a file. Neither are what a call transfers, and
/// the empty path of an fstat.
bool touches_a_file(const std::string& call) {
    static const std::regex file_behind_descriptor(R"(\b[0-9]+</(?!dev/null>))");
    static const std::regex transfer("^p?(read|write|send|recv)[a-z0-9]*\\(");
    static const std::regex path(R"("[^"]+")");
    if (std::regex_search(call, file_behind_descriptor)) return true;
    return !std::regex_search(call, transfer) && std::regex_search(call, path);
}

void check_no_files(const Sandbox& sandbox, const Ends& ends) {
    std::vector<std::string> found = calls_between(sandbox, ends);
    CHECK(found.size() > 100);
    std::erase_if(found, [](const std::string& call) { return !touches_a_file(call); });
    constexpr std::size_t kShown = 60;
    std::string text;
    for (std::size_t i = 0; i < std::min(found.size(), kShown); ++i) text += found[i] + "\n";
    INFO("calls of the loop's thread that touch files:\n" << text);
    CHECK(found.size() == 0);
}

/// An ordinary hour of an editor, in short.
void edit(const Sandbox& sandbox, Editor& editor) {
    const std::string uri = steps::main_uri(sandbox);
    for (int i = 0; i < 3; ++i)
        steps::expect_definition(editor, uri, steps::edit_and_ask(editor, uri));
    CHECK_FALSE(editor.call("textDocument/hover", editor.at(uri, "Square{")).is_null());
    editor.save(uri);
    const std::string shapes = Sandbox::uri(sandbox.module() / "shapes.go");
    editor.open(shapes, support::shapes_go());
    sandbox.write("module/go.mod", "module example.com/sandbox\n\ngo 1.20\n");
    editor.file_changed(Sandbox::uri(sandbox.module() / "go.mod"), 2);
    editor.call("textDocument/documentSymbol", Editor::document(shapes));
    editor.close(shapes);
    steps::expect_definition(editor, uri, steps::edit_and_ask(editor, uri));
}

pid_t server(const Sandbox& sandbox) {
    return sandbox.servers(Target::real_gopls()).at(0).pid;
}

}  // namespace

TEST_CASE("a session in which gopls is stopped once, without a file for the loop",
          "[loop_thread][real]") {
    Sandbox sandbox;
    if (!allowed(sandbox)) return;
    sandbox.write_module();
    const auto editor =
        steps::settle(sandbox, traced(sandbox, support::proxied(sandbox, Target::real_gopls())));
    const Ends ends = ends_of(*editor);
    edit(sandbox, *editor);
    ::kill(server(sandbox), SIGSTOP);
    steps::expect_definition(*editor, steps::main_uri(sandbox),
                             steps::edit_and_ask(*editor, steps::main_uri(sandbox)));
    support::ProxyLog(sandbox).expect({Event::kRemedy, {{"remedy", "sigcont"}}});
    edit(sandbox, *editor);
    steps::finish(*editor);
    check_no_files(sandbox, ends);
}

// Nothing more is allowed here: the pipes of a child, its fork and what a wait for its exec needs
// name no path, and what the child does until its exec is another process's.
TEST_CASE("a session in which gopls is replaced, without a file for the loop",
          "[loop_thread][real]") {
    const bool killed = GENERATE(true, false);
    INFO(killed);
    Sandbox sandbox;
    if (!allowed(sandbox)) return;
    sandbox.write_module();
    const auto editor =
        steps::settle(sandbox, traced(sandbox, support::proxied(sandbox, Target::real_gopls())));
    const Ends ends = ends_of(*editor);
    const std::string uri = steps::main_uri(sandbox);
    const support::ProxyLog log(sandbox);
    const pid_t first = server(sandbox);
    if (killed) {
        ::kill(first, SIGKILL);
        steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    } else {
        const support::KeepStopped stopped(first);
        // In a moment between two stops it might still get an answer out.
        do {
            steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
        } while (!log.has({Event::kSwitch, {{"generation", 2}}}));
    }
    log.expect({Event::kGone, {{"generation", 1}}});
    edit(sandbox, *editor);
    steps::finish(*editor);
    check_no_files(sandbox, ends);
}

TEST_CASE("a session of an editor that does not watch files, without a file for the loop",
          "[loop_thread][real]") {
    Sandbox sandbox;
    if (!allowed(sandbox)) return;
    sandbox.write_module();
    Editor editor(traced(sandbox, support::proxied(sandbox, Target::real_gopls())));
    Json initialize = Editor::initialize_params(sandbox.module());
    initialize["capabilities"]["workspace"].erase("didChangeWatchedFiles");
    editor.call("initialize", initialize);
    const Ends ends = ends_of(editor);
    editor.notify("initialized", Json::object());
    editor.open(steps::main_uri(sandbox), support::main_go());
    edit(sandbox, editor);
    steps::finish(editor);
    check_no_files(sandbox, ends);
}
