// `gopls-proxy trace`: the file of a session whose gopls hangs.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/pftrace.hpp"
#include "support/steps.hpp"
#include "support/waiting.hpp"

using support::ChildOptions;
using support::ChildProcess;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

constexpr const char* kHover = "textDocument/hover";

ChildOptions trace_command(const Sandbox& sandbox, const std::vector<std::string>& arguments) {
    ChildOptions options;
    options.argv = {Target::proxy(), "trace"};
    options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
    options.environment = sandbox.environment;
    options.working_directory = sandbox.path().string();
    return options;
}

/// Waits until the child, which was told to stop or does so by itself, has exited.
void expect_success(ChildProcess& child) {
    support::wait_until([&] { return child.status().has_value(); }, "the end of the trace");
    CHECK(child.status()->code == 0);
}

void wait_for_file(const Sandbox& sandbox, const std::string& name) {
    support::wait_until([&] { return !sandbox.read(name).empty(); }, "the first bytes of a trace");
}

std::vector<support::PerfettoTrace::Slice> reissued(const support::PerfettoTrace& trace) {
    auto slices = trace.slices("requests");
    std::erase_if(slices, [](const auto& slice) {
        return slice.begin.arguments.at("outcome") != "reissued";
    });
    return slices;
}

/// Reads the file with Perfetto's own library where `.ci/perfetto` has installed it.
void check_with_perfetto(const std::string& file) {
    const std::string python = GOPLS_PROXY_TEST_PERFETTO_PYTHON;
    if (!std::filesystem::exists(python)) {
        std::puts("trace: not read by Perfetto's library: '.ci/perfetto' installs it");
        return;
    }
    ChildOptions options;
    options.argv = {python, GOPLS_PROXY_TEST_PERFETTO_SCRIPT, file};
    for (const char* name : {"PATH", "HOME", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE"}) {
        if (const char* value = std::getenv(name)) options.environment[name] = value;
    }
    const auto done = support::run(options);
    INFO(done.errors);
    REQUIRE(done.status.code == 0);
    const Json report = Json::parse(done.output);
    CHECK(report.at("schema").at("all_known") == true);
    CHECK(report.at("schema").at("requests") > 0);
    if (report.at("sql").is_null()) {
        std::printf("trace: not queried in SQL: %s\n",
                    report.at("not_run").get<std::string>().c_str());
        return;
    }
    CHECK(report.at("sql").at("name") == kHover);
    CHECK(report.at("sql").at("outcome") == "reissued");
}

}  // namespace

TEST_CASE("a trace shows the request that waited while gopls was replaced", "[trace][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", kHover}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    ChildProcess child(trace_command(sandbox, {"-o", "a.pftrace"}));
    wait_for_file(sandbox, "a.pftrace");
    CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 2);
    child.kill(SIGINT);
    expect_success(child);

    const auto trace = support::read_perfetto(sandbox.read("a.pftrace"));
    CHECK(trace.is_whole);
    const auto stalled = reissued(trace);
    REQUIRE(stalled.size() == 1);
    CHECK(stalled[0].begin.name == kHover);
    CHECK(stalled[0].begin.arguments.at("document") == steps::fake_uri(sandbox));
    REQUIRE(stalled[0].end);
    CHECK(trace.slices("gopls 2").size() == 1);
    bool has_stall = false;
    for (const auto& verdict : trace.instants("verdicts")) {
        has_stall = has_stall || verdict.name == "stall deadlocked";
    }
    CHECK(has_stall);
    CHECK(trace.clocks.size() == 2);
    CHECK(sandbox.read("a.pftrace").find("package") == std::string::npos);  // no text
    check_with_perfetto(sandbox.path("a.pftrace").string());
    steps::finish(*editor);
}

TEST_CASE("the past of a session is written where the ring is on", "[trace][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_TRACE_RING"] = "on";
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    sandbox.environment.erase("GOPLS_PROXY_TRACE_RING");
    const auto done =
        support::run(trace_command(sandbox, {"--past", "--seconds", "1", "-o", "a.json"}));
    INFO(done.errors);
    CHECK(done.status.code == 0);
    bool has_initialize = false;
    for (const Json& event : Json::parse(sandbox.read("a.json"))) {
        // The end of a slice has no name.
        has_initialize = has_initialize || event.value("name", "") == "initialize";
    }
    CHECK(has_initialize);
    steps::finish(*editor);
}

TEST_CASE("a trace ends with its session and has the requests without a reply", "[trace][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_MODE"] = "observe";
    fakes.rule({{"on", kHover}, {"nth", 2}, {"do", "hold"}, {"path", fakes.gate("go")}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const Json hover = steps::ask_hover(*editor, sandbox);
    const auto open =
        support::run(trace_command(sandbox, {"--seconds", "1", "-o", "open.pftrace"}));
    CHECK(open.status.code == 0);
    const auto trace = support::read_perfetto(sandbox.read("open.pftrace"));
    REQUIRE(trace.slices("requests").size() == 1);
    CHECK_FALSE(trace.slices("requests")[0].end);

    ChildProcess child(trace_command(sandbox, {"-o", "end.pftrace"}));
    wait_for_file(sandbox, "end.pftrace");
    fakes.open_gate("go");
    CHECK_FALSE(editor->result(hover).is_null());
    steps::finish(*editor);
    expect_success(child);
    CHECK(support::read_perfetto(sandbox.read("end.pftrace")).is_whole);
}

TEST_CASE("trace names the reason why it cannot record", "[trace][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto nobody = support::run(trace_command(sandbox, {}));
    CHECK(nobody.status.code == 1);
    CHECK(nobody.errors.find("no gopls-proxy is running") != std::string::npos);
    const auto first = steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const auto other = support::run(trace_command(sandbox, {"--pid", "999999999"}));
    CHECK(other.status.code == 1);
    CHECK(other.errors.find("--pid") != std::string::npos);
    const auto unwritable = support::run(trace_command(sandbox, {"-o", "/nowhere/a.pftrace"}));
    CHECK(unwritable.status.code == 1);
    CHECK(unwritable.errors.find("/nowhere/a.pftrace") != std::string::npos);
    const auto second =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const auto several = support::run(trace_command(sandbox, {}));
    CHECK(several.status.code == 1);
    CHECK(several.errors.find("several proxies") != std::string::npos);
    steps::finish(*second);
    steps::finish(*first);
}
