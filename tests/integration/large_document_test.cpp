// A document of some hundred KiB, which is streamed to gopls and survives interruptions.
#include <signal.h>

#include <fstream>
#include <string>

#include "support/catch.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

constexpr int kFunctions = 4000;

/// Returns how many bytes a process has read so far from any file (proc(5), "/proc/pid/io").
std::uint64_t read_bytes(pid_t pid) {
    std::ifstream io("/proc/" + std::to_string(pid) + "/io");
    std::string field;
    std::uint64_t bytes = 0;
    io >> field >> bytes;
    REQUIRE(field == "rchar:");
    return bytes;
}

/// Returns a text of 4,000 functions, one per line, with a use of the last one on line 2.
std::string large_text() {
    std::string text =
        "package main\n\nvar large = large" + std::to_string(kFunctions - 1) + "()\n";
    for (int i = 0; i < kFunctions; ++i) {
        const std::string n = std::to_string(i);
        text += "func large" + n + "() string { return \"grüße 😀 \\\\ " + n + "\" }\n";
    }
    return text;
}

std::string did_open(const std::string& uri) {
    const std::string body =
        Json{{"jsonrpc", "2.0"},
             {"method", "textDocument/didOpen"},
             {"params",
              {{"textDocument",
                {{"uri", uri}, {"languageId", "go"}, {"version", 1}, {"text", large_text()}}}}}}
            .dump();
    return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Checks that the last function is found where the unsaved text has it.
void expect_large_text(support::Editor& editor, const std::string& uri) {
    const Json answer = editor.call(
        "textDocument/definition",
        {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 2}, {"character", 13}}}});
    REQUIRE(answer.size() == 1);
    CHECK(answer[0]["uri"] == uri);
    CHECK(answer[0]["range"]["start"] == Json{{"line", kFunctions + 2}, {"character", 5}});
}

}  // namespace

TEST_CASE("a large document reaches gopls while its rest is still to come",
          "[large_document][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write("module/large.go", "package main\n");
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = Sandbox::uri(sandbox.path("module/large.go"));
    const pid_t first = steps::only_gopls(sandbox);
    const std::string message = did_open(uri);
    const std::string rest = message.substr(message.size() / 2);

    editor->leave_unanswered(
        "window/workDoneProgress/create");  // the client does not answer between the halves

    const std::uint64_t before = read_bytes(first);
    editor->send_raw(message.substr(0, message.size() / 2));
    editor->wait_until([&] { return read_bytes(first) - before >= message.size() - rest.size(); },
                       "half of the document to be read by gopls");

    SECTION("the rest follows") {
        editor->send_raw(rest);
        expect_large_text(*editor, uri);
        CHECK(steps::only_gopls(sandbox) == first);
        ::kill(first, SIGKILL);
        expect_large_text(*editor, uri);
    }
    SECTION("gopls is killed before the rest follows") {
        ::kill(first, SIGKILL);
        const ProxyLog log(sandbox);
        editor->wait_until(
            [&] {
                return log.has({Event::kLost, {{"verdict", "dead"}}});
            },
            "the death to be detected");
        editor->send_raw(rest);
        expect_large_text(*editor, uri);
    }
    SECTION("gopls is killed while the rest follows") {
        ::kill(first, SIGKILL);
        editor->send_raw(rest);
        expect_large_text(*editor, uri);
    }
    CHECK(steps::only_gopls(sandbox) != first);
    steps::expect_definition(*editor, steps::main_uri(sandbox),
                             steps::ask_definition(*editor, steps::main_uri(sandbox)));
    steps::finish(*editor);
}

TEST_CASE("an editor may leave in the middle of a large document", "[large_document][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string message = did_open(Sandbox::uri(sandbox.path("module/large.go")));
    editor->send_raw(message.substr(0, message.size() / 2));
    editor->close_stdin();
    CHECK(editor->wait_for_exit().code == 0);
    CHECK(sandbox.servers(Target::real_gopls()).empty());
}
