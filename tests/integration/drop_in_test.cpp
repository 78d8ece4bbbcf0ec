// The proxy in place of gopls: it is found, named and started in the same way.
#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Completed;
using support::Editor;
using support::ExitStatus;
using support::FakeServers;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

namespace fs = std::filesystem;

/// Installs two copies of the proxy, both called gopls, in front of the real gopls on PATH.
void install_copies(Sandbox& sandbox, const std::string& server) {
    for (const char* folder : {"real", "first", "second"})
        fs::create_directories(sandbox.path(folder));
    fs::create_symlink(server, sandbox.path("real/gopls"));
    sandbox.prepend_path(sandbox.path("real"));
    fs::copy_file(Target::proxy(), sandbox.path("second/gopls"));
    sandbox.prepend_path(sandbox.path("second"));
    fs::copy_file(Target::proxy(), sandbox.path("first/gopls"));
    sandbox.prepend_path(sandbox.path("first"));
}

support::ChildOptions as_gopls(const Sandbox& sandbox, const std::vector<std::string>& arguments) {
    support::ChildOptions options = support::proxied(sandbox, "", arguments);
    options.environment.erase("GOPLS_PROXY_GOPLS");
    options.argv[0] = sandbox.path("first/gopls").string();
    return options;
}

}  // namespace

TEST_CASE("two installed copies on PATH find the real gopls", "[drop_in][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    install_copies(sandbox, Target::fake_gopls());
    const auto editor = steps::settle_fake(sandbox, as_gopls(sandbox, {}));
    CHECK(fakes.started() == 1);
    CHECK(sandbox.servers(sandbox.path("second/gopls").string()).empty());
    steps::finish(*editor);
}

TEST_CASE("subcommands of gopls give the same results through the proxy", "[drop_in][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    install_copies(sandbox, Target::real_gopls());
    const auto compare = [&](const std::vector<std::string>& arguments) {
        const Completed direct =
            support::run(support::direct(sandbox, Target::real_gopls(), arguments));
        const Completed through = support::run(as_gopls(sandbox, arguments));
        INFO(arguments.back());
        CHECK(through.status == direct.status);
        CHECK(through.output == direct.output);
        CHECK(through.errors == direct.errors);
        CHECK((direct.output + direct.errors).size() > 10);
    };
    compare({"version"});
    compare({"version", "-json"});
    compare({"definition", (sandbox.module() / "main.go").string() + ":14:16"});
    compare({"symbols", (sandbox.module() / "main.go").string()});
    compare({"no-such-command"});
    compare({"help", "definition"});
}

TEST_CASE("serving flags reach gopls", "[drop_in][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const std::vector<std::string> arguments{"-logfile=" + sandbox.path("l").string(), "-rpc.trace",
                                             "serve"};
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls(), arguments));
    std::vector<std::string> given = fakes.start_of(1)["argv"];
    for (const std::string& argument : {arguments[0], arguments[1]}) {
        INFO(argument);
        CHECK(std::find(given.begin(), given.end(), argument) != given.end());
    }
    // gopls has its own session, and the mark that identifies its processes.
    CHECK(fakes.start_of(1)["session"] == fakes.start_of(1)["pid"]);
    CHECK(fakes.start_of(1)["environment"].contains("GOPLS_PROXY_SESSION"));
    steps::finish(*editor);
}

TEST_CASE("a flag that gopls refuses ends the proxy with gopls's exit code", "[drop_in][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto options = support::proxied(sandbox, Target::fake_gopls(), {"-foo"});
    SECTION("before an editor has sent anything") {
        const Completed refused = support::run(options);
        CHECK(refused.status == ExitStatus{2, 0});
        CHECK(refused.errors.find("flag provided but not defined: -foo") != std::string::npos);
    }
    SECTION("after an editor has sent initialize") {
        Editor editor(options);
        editor.request("initialize", Editor::initialize_params(sandbox.path()));
        CHECK(editor.wait_for_exit() == ExitStatus{2, 0});
        CHECK(editor.stderr_text().find("flag provided but not defined: -foo") !=
              std::string::npos);
        ProxyLog(sandbox).expect({Event::kLost, {{"verdict", "refused_start"}}});
        editor.expect_conforming(false);
    }
    CHECK(ProxyLog(sandbox).count({Event::kSwitch, {{"generation", 2}}}) == 0);
    CHECK_FALSE(ProxyLog(sandbox).has({Event::kSpawn, {{"generation", 2}}}));
}

TEST_CASE("a flag that the real gopls refuses ends both with the same code and message",
          "[drop_in][real]") {
    Sandbox sandbox;
    const Completed direct = support::run(support::direct(sandbox, Target::real_gopls(), {"-foo"}));
    const Completed through =
        support::run(support::proxied(sandbox, Target::real_gopls(), {"-foo"}));
    CHECK(direct.status == ExitStatus{2, 0});
    CHECK(through.status == ExitStatus{2, 0});
    const std::string words = direct.errors.substr(0, direct.errors.find('\n'));
    CHECK(words.find("-foo") != std::string::npos);
    CHECK(through.errors.find(words) != std::string::npos);
}

TEST_CASE("without any gopls the user is told how to install it", "[drop_in][fake]") {
    Sandbox sandbox;
    support::ChildOptions options = support::proxied(sandbox, "");
    options.environment.erase("GOPLS_PROXY_GOPLS");
    options.environment["PATH"] = sandbox.path("bin").string();
    SECTION("on the command line") {
        options.argv.emplace_back("version");
        const Completed run = support::run(options);
        CHECK(run.status == ExitStatus{127, 0});
        CHECK(run.errors.find("go install golang.org/x/tools/gopls@latest") != std::string::npos);
        CHECK(run.output.empty());
    }
    SECTION("inside an editor") {
        Editor editor(options);
        CHECK(editor.call("initialize", Editor::initialize_params(sandbox.path()))
                  .contains("capabilities"));
        editor.notify("initialized", Json::object());
        editor.wait_until([&] { return !editor.received("window/showMessage").empty(); },
                          "a message");
        const Json message = editor.received("window/showMessage")[0]["params"];
        CHECK(message["type"] == 1);
        CHECK(message["message"].get<std::string>().find("gopls") != std::string::npos);
        CHECK(editor.await(editor.request("textDocument/hover", Json::object())).contains("error"));
        CHECK(editor.shut_down() == ExitStatus{127, 0});
        editor.expect_conforming();
    }
}

TEST_CASE("a chain of proxies ends even if a script clears the environment", "[drop_in][fake]") {
    Sandbox sandbox;
    const std::string script = sandbox.path("bin/gopls").string();
    const std::string calls = sandbox.path("calls").string();
    const support::ChildOptions options = support::proxied(sandbox, script);
    std::string text =
        "#!/bin/sh\necho >>" + calls + "\n[ $(wc -l <" + calls + ") -lt 9 ] || exit 1\nexec env -i";
    for (const auto& [name, value] : options.environment) text += " '" + name + "=" + value + "'";
    sandbox.write_script("bin/gopls", text + " '" + Target::proxy() + "' \"$@\"\n");
    Editor editor(options);
    editor.call("initialize", Editor::initialize_params(sandbox.path()));
    editor.wait_until([&] { return !editor.received("window/showMessage").empty(); }, "a message");
    const Json message = editor.received("window/showMessage")[0]["params"]["message"];
    CHECK(message.get<std::string>().starts_with("gopls-proxy started itself 3 times over"));
    CHECK(sandbox.read("calls") == "\n\n\n");
    editor.shut_down();
}

TEST_CASE("go version recognises the proxy", "[drop_in][real]") {
    Sandbox sandbox;
    const Completed told =
        support::run({{"go", "version", "-m", Target::proxy()}, sandbox.environment, "", ""});
    CHECK(told.status == ExitStatus{0, 0});
    CHECK(told.output.find("path\tgopls-proxy\n") != std::string::npos);
}

TEST_CASE("an invalid flag stops the start and the editor is told", "[drop_in][fake]") {
    Sandbox sandbox;
    const auto options =
        support::proxied(sandbox, Target::fake_gopls(), {"--proxy-stall-window=5"});
    Editor editor(options);
    const Json id = editor.request("initialize", Editor::initialize_params(sandbox.path()));
    CHECK(editor.result(id)["capabilities"].empty());
    CHECK(editor.shut_down() == ExitStatus{2, 0});
    CHECK(editor.tail().find("from --proxy-stall-window") != std::string::npos);
    CHECK(editor.stderr_text().find("from --proxy-stall-window") != std::string::npos);
}

TEST_CASE("a wrong variable is ignored, and the editor is told", "[drop_in][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_STALL_WINDOW"] = "5";
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    CHECK(editor->tail().find("ignored: invalid value") != std::string::npos);
    steps::finish(*editor);
    // Commands that do not need the setting work as well.
    const Completed incidents =
        support::run({{Target::proxy(), "incidents"}, sandbox.environment, "", ""});
    CHECK(incidents.status == ExitStatus{0, 0});
}

TEST_CASE("an output that cannot be written is a failure", "[drop_in]") {
    const Sandbox sandbox;
    for (const char* arguments : {"--proxy-version", "--help", "config", "incidents"}) {
        const std::string line = "'" + Target::proxy() + "' " + arguments + " >/dev/full";
        const Completed run = support::run({{"sh", "-c", line}, sandbox.environment, "", ""});
        CHECK(run.status == ExitStatus{1, 0});
        CHECK(run.errors.find("cannot write to standard output") != std::string::npos);
    }
}
