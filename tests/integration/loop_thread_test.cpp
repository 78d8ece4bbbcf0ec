// The thread of the event loop never waits for a file system. From the first message of the editor
// to the last one sent to it, that thread makes no call with a path and none on a file. strace
// records the calls of this thread only, not of other threads or children.
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

/// A folder of its own, since the proxy watches the folders above the module.
constexpr const char* kTrace = "trace/calls";

std::string strace_refused(const Sandbox& sandbox) {
    // A sanitizer reads files of its own.
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

/// Returns options that start the proxy under strace. The process is the same, since the tracer is
/// a grandchild (-D). Without -f strace traces the first thread only. `-y` names the file behind
/// each descriptor. Calls without a path or a descriptor are left out.
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

/// Returns the pipe behind one of the standard files, as strace names it.
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

/// Returns the calls from the first read of `ends.in` to the last write to `ends.out`.
std::vector<std::string> calls_between(const Sandbox& sandbox, const Ends& ends) {
    std::vector<std::string> calls;
    // The tracer may write longer than the proxy lives.
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

/// Returns whether a call has a path or a file's descriptor as an argument. Transferred data and
/// the empty path of an fstat do not count, nor the flags of a descriptor, for which the kernel
/// asks no disk.
bool touches_a_file(const std::string& call) {
    static const std::regex file_behind_descriptor(R"(\b[0-9]+</(?!dev/null>))");
    static const std::regex transfer("^p?(read|write|send|recv)[a-z0-9]*\\(");
    static const std::regex path(R"("[^"]+")");
    static const std::regex flags("^fcntl(64)?\\(.*, F_[GS]ET(FL|FD)\\b");
    if (std::regex_search(call, flags)) return false;
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

/// Plays a short version of ordinary work in an editor.
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

TEST_CASE("the loop touches no file in a session in which gopls is stopped once",
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

// There is no exception for the start of a child. Its pipes, its fork and the wait for its exec use
// no path, and the calls of the child before its exec belong to another process.
TEST_CASE("the loop touches no file in a session in which gopls is replaced",
          "[loop_thread][real]") {
    const bool killed = GENERATE(true, false);
    INFO(killed);
    Sandbox sandbox;
    // On a busy machine gopls may answer between two stops, again and again.
    sandbox.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "1000";
    sandbox.environment["GOPLS_PROXY_BUDGET_MAX_SPACING"] = "0s";
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
        // Between two stops gopls might still answer.
        do {
            steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
        } while (!log.has({Event::kSwitch}));
    }
    log.expect({Event::kGone, {{"generation", 1}}});
    edit(sandbox, *editor);
    steps::finish(*editor);
    check_no_files(sandbox, ends);
}

TEST_CASE("the loop touches no file in a session of an editor that does not watch files",
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
