// A slow network that works: the proxy waits for data that arrives in small pieces or late.
#include "corpus/case.hpp"
#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/slow_module_proxy.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using corpus::Case;
using corpus::kNothing;
using support::Json;
using support::Sandbox;
using support::SlowModuleProxy;
using support::Target;
using namespace std::chrono_literals;

namespace {

constexpr const char* kModule = "example.com/slow";
/// A file that needs the module.
constexpr const char* kNeeds = "package main\n\nimport _ \"example.com/slow\"\n";
/// Runs the real go command in the module for the preparation of a case.
void go(const Sandbox& sandbox, const support::Environment& environment,
        std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "go");
    const auto done = support::run({arguments, environment, sandbox.module().string(), "", true});
    if (done.status != support::ExitStatus{0, 0}) throw support::TestFailure(done.errors);
}

/// Writes a module that imports the proxy's module, with sums. The imported module is not on this
/// machine.
void need_the_module(Sandbox& sandbox, const SlowModuleProxy& proxy) {
    sandbox.write_module();
    sandbox.write("module/needs.go", kNeeds);
    sandbox.environment["GOPROXY"] = proxy.url();
    support::Environment once = sandbox.environment;
    once["GOMODCACHE"] = sandbox.path("fetched-once").string();
    go(sandbox, once, {"mod", "tidy"});
}

/// A session whose first load fetches a module at that pace.
void fetch_in_the_load(const std::string& cause, std::size_t bytes, SlowModuleProxy::Pace pace,
                       bool default_settings) {
    SlowModuleProxy proxy(kModule, bytes);
    Sandbox sandbox;
    need_the_module(sandbox, proxy);
    const int questions = proxy.questions();
    proxy.set_pace(pace);
    Case healthy(cause, kNothing, sandbox);
    healthy.open_main(default_settings ? support::proxied_by_default(sandbox, Target::real_gopls())
                                       : support::proxied(sandbox, Target::real_gopls()));
    healthy.editor().give_up_after(5min);
    healthy.expect_answer(healthy.ask());
    CHECK(proxy.questions() > questions);
    healthy.finish();
}

}  // namespace

// The slowness of the module proxy exceeds the windows, both scaled down and by default.

TEST_CASE("a module proxy sends 1 KiB/s", "[healthy_network][healthy][quick]") {
    fetch_in_the_load("module proxy sends 1 KiB/s", 8 << 10, {0s, 1024}, false);
}

TEST_CASE("a module proxy sends its first byte after 2 s", "[healthy_network][healthy][quick]") {
    fetch_in_the_load("module proxy sends its first byte after 2 s", 1 << 10, {2s, 0}, false);
}

TEST_CASE("a module proxy sends 1 KiB/s with default settings",
          "[healthy_network][healthy][long]") {
    fetch_in_the_load("module proxy sends 1 KiB/s, default settings", 60 << 10, {0s, 1024}, true);
}

TEST_CASE("a module proxy sends its first byte after 15 s with default settings",
          "[healthy_network][healthy][long]") {
    fetch_in_the_load("module proxy sends its first byte after 15 s, default settings", 1 << 10,
                      {15s, 0}, true);
}

TEST_CASE("gopls.tidy with a slow module proxy", "[healthy_network][healthy][quick]") {
    SlowModuleProxy proxy(kModule, 6 << 10);
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.environment["GOPROXY"] = proxy.url();
    Case healthy("gopls.tidy with a slow module proxy", kNothing, sandbox);
    support::Editor& editor = healthy.settle();
    sandbox.write("module/needs.go", kNeeds);
    editor.file_changed(Sandbox::uri(sandbox.module() / "needs.go"), 1);
    proxy.set_pace({1s, 1024});
    healthy.asked();
    const Json tidy = editor.request(
        "workspace/executeCommand",
        {{"command", "gopls.tidy"},
         {"arguments",
          Json::array({{{"URIs", Json::array({Sandbox::uri(sandbox.module() / "go.mod")})}}})}});
    steps::expect_definition(editor, steps::main_uri(sandbox),
                             steps::edit_and_ask(editor, steps::main_uri(sandbox)));
    healthy.answered();
    CHECK(editor.await(tidy).contains("result"));
    CHECK(proxy.questions() > 0);
    healthy.finish();
}

TEST_CASE("vulncheck with a slow vulnerability database", "[healthy_network][healthy][quick]") {
    SlowModuleProxy database(kModule, 0);
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.environment["GOVULNDB"] = database.url();
    database.set_pace({5s, 0});
    Case healthy("vulncheck with a slow vulnerability database", kNothing, sandbox);
    support::Editor& editor = healthy.settle();
    const std::string uri = steps::main_uri(sandbox);
    const auto check = [&](const char* command) {
        return editor.request(
            "workspace/executeCommand",
            {{"command", command},
             {"arguments", Json::array({{{"URI", Sandbox::uri(sandbox.module() / "go.mod")},
                                         {"Pattern", "./..."}}})}});
    };
    const Json started = check("gopls.run_govulncheck");
    const Json checked = check("gopls.vulncheck");
    editor.wait_until([&] { return database.questions() > 0; }, "a request to the database");
    healthy.expect_answer(healthy.ask());
    while (!editor.replied(checked)) {
        steps::expect_definition(editor, uri, steps::ask_definition(editor, uri));
        editor.pump(200ms);
    }
    CHECK(editor.replied(started));
    healthy.finish();
}
