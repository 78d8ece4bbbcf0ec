// Many and large documents. Memory is bounded by their size, and a replacement has all of them.
#include <signal.h>

#include <fstream>
#include <sstream>

#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using support::Editor;
using support::FakeServers;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

std::size_t memory(pid_t pid, const std::string& field) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (!line.starts_with(field + ":")) continue;
        std::istringstream words(line.substr(field.size() + 1));
        std::size_t kib = 0;
        words >> kib;
        return kib << 10;
    }
    throw support::TestFailure("no " + field + " in /proc");
}

}  // namespace

TEST_CASE("a thousand open documents of one MiB survive the death of gopls",
          "[hardening_many_documents][fake]") {
    constexpr std::size_t kDocuments = 1000;
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    // The smallest limit. A replay must not count as a server that does not read.
    sandbox.environment["GOPLS_PROXY_LIMITS_QUEUE"] = "1MiB";
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->give_up_after(std::chrono::minutes(10));
    const auto uri_of = [&](std::size_t i) {
        return Sandbox::uri(sandbox.path("document" + std::to_string(i) + ".go"));
    };
    const auto hover = [&](const std::string& uri) {
        const Json answer = editor->call(
            "textDocument/hover",
            {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 0}, {"character", 0}}}});
        return Json::parse(answer["contents"]["value"].get<std::string>());
    };
    // Each waits for an answer, so that the queue does not grow.
    for (std::size_t i = 0; i < kDocuments; ++i) {
        const std::string text =
            "package a // " + std::to_string(i) + "\n" + std::string(steps::kMiB, 'x') + "\n";
        editor->notify(
            "textDocument/didOpen",
            {{"textDocument",
              {{"uri", uri_of(i)}, {"languageId", "go"}, {"version", 1}, {"text", text}}}});
        REQUIRE(hover(uri_of(i))["bytes"] == text.size());
    }
    const std::size_t open = memory(editor->pid(), "VmRSS");
    CHECK(open < kDocuments * steps::kMiB * 5 / 4 + 64 * steps::kMiB);

    ::kill(sandbox.servers(Target::fake_gopls()).at(0).pid, SIGKILL);
    for (std::size_t i = 0; i < kDocuments; i += 37) {
        const Json said = hover(uri_of(i));
        REQUIRE(said["process"] == 2);
        REQUIRE(said["bytes"] > steps::kMiB);
    }
    // The replay holds a second copy of each document, but not a third.
    CHECK(memory(editor->pid(), "VmHWM") < kDocuments * steps::kMiB * 5 / 2 + 128 * steps::kMiB);
    const Json status =
        editor->call("workspace/executeCommand", {{"command", "gopls-proxy.status"}});
    CHECK(status["open_documents"] == kDocuments + 1);
    CHECK(fakes.started() == 2);
    steps::finish(*editor);
}
