// Few descriptors, clock jumps and large amounts of data. The proxy's memory is bounded. It works
// without missing resources, or reports them.
#include <signal.h>

#include <fstream>
#include <set>
#include <sstream>

#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/fake_servers.hpp"
#include "support/sanitized.hpp"
#include "support/steps.hpp"

using core::Event;
using support::ChildOptions;
using support::Editor;
using support::FakeServers;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

std::size_t descriptors(pid_t pid) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry :
         std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd"))
        ++count;
    return count;
}

/// Returns the peak memory of a process.
std::size_t peak_bytes(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (!line.starts_with("VmHWM:")) continue;
        std::istringstream words(line.substr(6));
        std::size_t kib = 0;
        words >> kib;
        return kib << 10;
    }
    throw support::TestFailure("no peak of memory in /proc");
}

}  // namespace

TEST_CASE("repeated deaths of gopls leak no descriptors", "[hardening_limits][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "100";
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const std::size_t before = descriptors(editor->pid());
    for (int i = 1; i <= 12; ++i) {
        const auto servers = sandbox.servers(Target::fake_gopls());
        REQUIRE(servers.size() == 1);
        ::kill(servers[0].pid, SIGKILL);
        editor->wait_until([&] { return fakes.started() == i + 1; }, "the next server");
        CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == i + 1);
    }
    editor->wait_until([&] { return descriptors(editor->pid()) <= before; },
                       "the descriptors of a session that has just begun");
    steps::finish(*editor);
}

TEST_CASE("with few descriptors the proxy serves or reports their lack",
          "[hardening_limits][fake]") {
    // A sanitizer opens pipes to inspect memory.
    if (support::kSanitized) return;
    const int most = GENERATE(8, 12, 16, 18, 20, 22, 24, 26, 28, 32, 48, 64);
    INFO(most << " descriptors");
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "die"}});
    ChildOptions options = support::proxied(sandbox, Target::fake_gopls());
    const std::vector<std::string> limited = {
        "sh", "-c", "ulimit -n " + std::to_string(most) + "; exec \"$@\"", "sh"};
    options.argv.insert(options.argv.begin(), limited.begin(), limited.end());
    Editor editor(options);
    const Json id = editor.request("initialize", Editor::initialize_params(sandbox.path()));
    bool ended = false;
    try {
        ended = editor.await(id).contains("error");
    } catch (const support::TestFailure&) {
        ended = true;
    }
    if (ended) {
        // The proxy could not start. It reports the reason to the editor or on standard error.
        CHECK(most < 32);
        const support::ExitStatus status = editor.wait_for_exit();
        INFO(editor.stderr_text() << sandbox.read("proxy.log"));
        CHECK(status.signal == 0);
        CHECK(status.code > 0);
        CHECK((editor.stderr_text() + sandbox.read("proxy.log")).find("oo many open files") !=
              std::string::npos);
        return;
    }
    editor.notify("initialized", Json::object());
    editor.open(steps::fake_uri(sandbox), "package a\n\nfunc target() {}\n");
    editor.result(steps::ask_hover(editor, sandbox));
    // The first server dies; there may be no descriptors for its successor.
    const Json reply = editor.await(steps::ask_hover(editor, sandbox));
    if (most >= 48) CHECK(steps::process_of(reply["result"]) == 2);
    editor.close_stdin();
    editor.wait_for_exit();
    editor.expect_conforming();
}

TEST_CASE("a proxy that was stopped for long does not judge gopls by that time",
          "[hardening_limits][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_STALL_WINDOW"] = "300ms";
    fakes.rule({{"process", 1},
                {"on", "textDocument/hover"},
                {"nth", 2},
                {"do", "hold"},
                {"path", fakes.gate("go")}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    // Time has to pass here: many windows in which nothing is sampled.
    editor->kill(SIGSTOP);
    const Json id = steps::ask_hover(*editor, sandbox);
    const auto later = support::Clock::now() + std::chrono::milliseconds(1500);
    support::wait_until([&] { return support::Clock::now() > later; }, "the clock");
    fakes.open_gate("go");
    editor->kill(SIGCONT);
    CHECK(steps::process_of(editor->result(id)) == 1);
    CHECK(fakes.started() == 1);
    CHECK_FALSE(ProxyLog(sandbox).has({Event::kStall, {{"verdict", "deadlocked"}}}));
    steps::finish(*editor);
}

TEST_CASE("ten thousand requests in flight are answered when gopls dies",
          "[hardening_limits][fake]") {
    constexpr int kCount = 10000;
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1},
                {"on", "fake/echo"},
                {"nth", 1},
                {"do", "hold"},
                {"work", true},
                {"path", fakes.gate("never")}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->request("fake/echo", Json::object());
    std::vector<Json> reads;
    std::vector<Json> others;
    while (reads.size() + others.size() < kCount) {
        reads.push_back(steps::ask_hover(*editor, sandbox));
        others.push_back(editor->request("fake/echo", {{"n", others.size()}}));
    }
    // The proxy itself answers this, so it knows all of the requests.
    CHECK(editor->call("workspace/executeCommand",
                       {{"command", "gopls-proxy.status"}})["requests_in_flight"] == kCount + 1);
    ::kill(sandbox.servers(Target::fake_gopls()).at(0).pid, SIGKILL);
    for (const Json& id : reads) REQUIRE(steps::process_of(editor->result(id)) == 2);
    for (const Json& id : others) REQUIRE(editor->await(id).contains("error"));
    steps::finish(*editor);
}

TEST_CASE("memory is bounded while gopls floods an editor that does not read",
          "[hardening_limits][fake]") {
    constexpr int kMessages = 100000;
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1},
                {"on", "fake/echo"},
                {"nth", 1},
                {"do", "flood"},
                {"count", kMessages},
                {"bytes", 1000}});
    // gopls must not be judged, since the editor is slow.
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const std::size_t before = peak_bytes(editor->pid());
    editor->pause_reading();
    const Json id = editor->request("fake/echo", Json::object());
    editor->wait_until([&] { return fakes.does(1, "flood"); }, "the flood");
    // The proxy's own answer waits behind the messages that it holds back.
    const Json status =
        editor->request("workspace/executeCommand", {{"command", "gopls-proxy.status"}});
    const ProxyLog log(sandbox);
    editor->kill(SIGUSR1);
    editor->wait_until([&] { return log.has({Event::kTiming}); }, "a turn of its loop");
    editor->resume_reading();
    editor->result(id);
    editor->result(status);
    // A hundred megabytes passed through; the memory for them is bounded.
    CHECK((support::kSanitized || peak_bytes(editor->pid()) - before < 48 * steps::kMiB));
    int flooded = 0;
    for (const Json& message : editor->received())
        if (message.value("method", "") == "window/logMessage") ++flooded;
    CHECK(flooded >= kMessages);
    CHECK(fakes.started() == 1);
    steps::finish(*editor);
}

TEST_CASE("a dead gopls's last answer reaches an editor that reads late",
          "[hardening_limits][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    // The messages fill the proxy's buffer for the editor and the editor's pipe. The rest stays in
    // gopls's pipe, which holds 256 KiB in messages that fill its pages.
    constexpr std::size_t kRead = 16 * steps::kMiB + (std::size_t{256} << 10);
    constexpr std::size_t kLeft = std::size_t{160} << 10;
    constexpr std::size_t kMessageBytes = std::size_t{32} << 10;
    fakes.rule({{"process", 1},
                {"on", "fake/echo"},
                {"nth", 1},
                {"do", "flood"},
                {"count", (kRead + kLeft) / kMessageBytes},
                {"bytes", kMessageBytes - 100}});
    fakes.rule({{"process", 1}, {"on", "fake/leave"}, {"do", "die"}, {"code", 3}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->pause_reading();
    const Json id = editor->request("fake/echo", {{"n", 7}});
    editor->notify("fake/leave", Json::object());
    const ProxyLog log(sandbox);
    editor->wait_until(
        [&] {
            return log.has({Event::kLost, {{"verdict", "dead"}}});
        },
        "the end of gopls");
    editor->resume_reading();
    CHECK(editor->await(id).contains("result"));
    steps::finish(*editor);
}

TEST_CASE("messages below the limit pass and larger ones are refused", "[hardening_limits][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_LIMITS_FRAME"] = "16MiB";
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    SECTION("gopls sends them") {
        CHECK(editor->call("fake/big", {{"bytes", 15 * steps::kMiB}}).get<std::string>().size() ==
              15 * steps::kMiB);
        const Json reply =
            editor->await(editor->request("fake/big", {{"bytes", 17 * steps::kMiB}}));
        CHECK(reply.contains("error"));
        CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 2);
        steps::finish(*editor);
    }
    SECTION("the editor sends them") {
        editor->call("fake/echo", {{"text", std::string(15 * steps::kMiB, 'x')}});
        editor->send_raw("Content-Length: " + std::to_string(17 * steps::kMiB) + "\r\n\r\n");
        CHECK(editor->wait_for_exit() == support::ExitStatus{1, 0});
        CHECK(fakes.started() == 1);
    }
}

TEST_CASE("memory is bounded while gopls does not read", "[hardening_limits][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_LIMITS_QUEUE"] = "8MiB";
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "never_read"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const std::string uri = steps::fake_uri(sandbox);
    const Json id = steps::ask_hover(*editor, sandbox);
    editor->wait_until([&] { return fakes.does(1, "never_read"); }, "the end of its reading");
    const std::size_t before = peak_bytes(editor->pid());
    // The same text again and again: the document does not grow, but the output does.
    const std::string filler(steps::kMiB, 'x');
    for (int i = 0; i < 64; ++i) {
        editor->change(uri, {0, 0}, {0, 0}, "// " + filler + "\n");
        editor->change(uri, {0, 0}, {1, 0}, "");
    }
    editor->await(id);
    CHECK((support::kSanitized || peak_bytes(editor->pid()) - before < 40 * steps::kMiB));
    const Json text = editor->call("fake/text", Editor::document(uri));
    CHECK(text["process"] == 2);
    CHECK(text["text"] == editor->text(uri));
    steps::finish(*editor);
}
