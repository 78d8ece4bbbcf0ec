// Folders whose file system never answers, which the proxy uses and gopls need not. The session is
// served, sampled and ended as usual. Each sandbox asserts in its destructor that no process is
// left once the folder has let go.
#include <signal.h>
#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/fake_servers.hpp"
#include "support/hanging_folder.hpp"
#include "support/steps.hpp"

using support::ChildOptions;
using support::Editor;
using support::Environment;
using support::FakeServers;
using support::HangingFolder;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

/// The use of the folder that hangs.
struct Place {
    const char* name;
    void (*arrange)(ChildOptions& options, const std::string& hanging);
    /// added as a second workspace folder of the editor
    bool workspace = false;
    /// the editor watches files, so that the proxy need not
    bool watches = true;
};

void without_home(Environment& environment) {
    for (const char* name :
         {"HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "GOPLS_PROXY_LOG_FILE"})
        environment.erase(name);
}

/// gopls itself uses none of these.
const Place kBesideGopls[] = {
    {"state",
     [](ChildOptions& options, const std::string& hanging) {
         options.environment["XDG_STATE_HOME"] = hanging;
         options.environment.erase("GOPLS_PROXY_LOG_FILE");
     }},
    {"state, the log elsewhere",
     [](ChildOptions& options, const std::string& hanging) {
         options.environment["XDG_STATE_HOME"] = hanging;
     }},
    {"runtime",
     [](ChildOptions& options, const std::string& hanging) {
         options.environment["XDG_RUNTIME_DIR"] = hanging;
     }},
    {"log",
     [](ChildOptions& options, const std::string& hanging) {
         options.environment["GOPLS_PROXY_LOG_FILE"] = hanging + "/proxy.log";
     }},
};

/// The real gopls uses these too, so the fake one serves the editor.
const Place kAnywhere[] = {
    {"cache", [](ChildOptions& options,
                 const std::string& hanging) { options.environment["XDG_CACHE_HOME"] = hanging; }},
    {"configuration",
     [](ChildOptions& options, const std::string& hanging) {
         options.environment["XDG_CONFIG_HOME"] = hanging;
     }},
    {"home",
     [](ChildOptions& options, const std::string& hanging) {
         without_home(options.environment);
         options.environment["HOME"] = hanging;
     }},
    {"temporary folder, without a home",
     [](ChildOptions& options, const std::string& hanging) {
         without_home(options.environment);
         options.environment["TMPDIR"] = hanging;
     }},
    {"second workspace folder", [](ChildOptions&, const std::string&) {}, true},
    {"second workspace folder, which the editor does not watch",
     [](ChildOptions&, const std::string&) {}, true, false},
};

/// Returns whether the machine lets a test mount a folder; otherwise prints a warning.
bool allowed(const HangingFolder& hanging) {
    if (!hanging.refused().empty()) WARN("not run: " << hanging.refused());
    return hanging.refused().empty();
}

std::string empty_folder(const Sandbox& sandbox) {
    std::filesystem::create_directory(sandbox.path("hanging"));
    return sandbox.path("hanging").string();
}

/// Checks that a stopped gopls is continued, and a killed one replaced.
void check_watched(const Sandbox& sandbox, Editor& editor) {
    const std::string uri = steps::main_uri(sandbox);
    for (const int signal : {SIGSTOP, SIGKILL}) {
        INFO("after signal " << signal);
        ::kill(sandbox.servers(Target::real_gopls()).at(0).pid, signal);
        steps::expect_definition(editor, uri, steps::edit_and_ask(editor, uri));
    }
    CHECK_FALSE(editor.call("textDocument/hover", editor.at(uri, "Square{")).is_null());
}

/// As `check_watched`, with the fake.
void check_fake_session(const Sandbox& sandbox, Editor& editor, const Json& initialize) {
    const std::string uri = steps::fake_uri(sandbox);
    editor.call("initialize", initialize);
    editor.notify("initialized", Json::object());
    editor.open(uri, "package a\n\nfunc target() {}\n");
    const Json at = editor.at(uri, "target");
    CHECK(steps::process_of(editor.call("textDocument/hover", at)) == 1);
    ::kill(sandbox.servers(Target::fake_gopls()).at(0).pid, SIGSTOP);
    CHECK(steps::process_of(editor.call("textDocument/hover", at)) == 1);
    ::kill(sandbox.servers(Target::fake_gopls()).at(0).pid, SIGKILL);
    CHECK(steps::process_of(editor.call("textDocument/hover", at)) == 2);
}

}  // namespace

TEST_CASE("the proxy serves while one of its folders hangs", "[hanging_folder][real]") {
    const Place& place = GENERATE(from_range(std::begin(kBesideGopls), std::end(kBesideGopls)));
    INFO(place.name);
    Sandbox sandbox;
    sandbox.write_module();
    HangingFolder hanging(empty_folder(sandbox), sandbox.environment);
    if (!allowed(hanging)) return;
    const auto started = [&](ChildOptions options) {
        place.arrange(options, hanging.path());
        return steps::settle(sandbox, hanging.with(std::move(options)));
    };
    steps::finish(*started(support::direct(sandbox, Target::real_gopls())));
    REQUIRE_FALSE(hanging.touched());
    const auto editor = started(support::proxied(sandbox, Target::real_gopls()));
    check_watched(sandbox, *editor);
    support::wait_until([&] { return hanging.touched(); }, "an access to the folder");
    steps::finish(*editor);
    hanging.let_go();
}

TEST_CASE("the proxy serves while a folder hangs that gopls does not need",
          "[hanging_folder][fake]") {
    const Place& place = GENERATE(from_range(std::begin(kAnywhere), std::end(kAnywhere)));
    INFO(place.name);
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    HangingFolder hanging(empty_folder(sandbox), sandbox.environment);
    if (!allowed(hanging)) return;
    ChildOptions options = support::proxied(sandbox, Target::fake_gopls());
    place.arrange(options, hanging.path());
    Json initialize = Editor::initialize_params(sandbox.path());
    if (place.workspace)
        initialize["workspaceFolders"].push_back(
            {{"uri", Sandbox::uri(hanging.path())}, {"name", "hanging"}});
    if (!place.watches) initialize["capabilities"]["workspace"].erase("didChangeWatchedFiles");
    Editor editor(hanging.with(options));
    check_fake_session(sandbox, editor, initialize);
    support::wait_until([&] { return hanging.touched(); }, "an access to the folder");
    steps::finish(editor);
    hanging.let_go();
}

TEST_CASE("the session can end while a replacement hangs on the file system of gopls",
          "[hanging_folder][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    HangingFolder hanging(empty_folder(sandbox), sandbox.environment);
    if (!allowed(hanging)) return;
    const auto program = sandbox.path() / "gopls";
    std::filesystem::create_symlink(Target::fake_gopls(), program);
    const auto editor =
        steps::settle_fake(sandbox, hanging.with(support::proxied(sandbox, program.string())));
    std::filesystem::remove(program);
    std::filesystem::create_symlink(hanging.path() + "/gopls", program);
    ::kill(sandbox.servers(Target::fake_gopls()).at(0).pid, SIGKILL);
    editor->request("a new start", editor->at(steps::fake_uri(sandbox), "target"));
    support::wait_until([&] { return hanging.touched(); }, "a new start");
    steps::finish(*editor);
    hanging.let_go();
}

TEST_CASE("named pipes in place of module files do not block the proxy", "[hanging_folder][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    std::filesystem::create_directory(sandbox.path("pipes"));
    for (const char* name : {"go.mod", "go.work", "go.sum"})
        REQUIRE(::mkfifo(sandbox.path(std::string("pipes/") + name).c_str(), 0600) == 0);
    const auto started = [&](ChildOptions options) {
        options.working_directory = sandbox.path("pipes").string();
        return steps::settle(sandbox, options);
    };
    steps::finish(*started(support::direct(sandbox, Target::real_gopls())));
    const auto editor = started(support::proxied(sandbox, Target::real_gopls()));
    check_watched(sandbox, *editor);
    steps::finish(*editor);
}

TEST_CASE("named pipes in a workspace do not block the proxy", "[hanging_folder][fake]") {
    const bool watches = GENERATE(true, false);
    INFO(watches);
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    for (const char* name : {"go.mod", "go.work", "go.sum", "a.go"})
        REQUIRE(::mkfifo(sandbox.path(name).c_str(), 0600) == 0);
    Json initialize = Editor::initialize_params(sandbox.path());
    if (!watches) initialize["capabilities"]["workspace"].erase("didChangeWatchedFiles");
    Editor editor(support::proxied(sandbox, Target::fake_gopls()));
    check_fake_session(sandbox, editor, initialize);
    steps::finish(editor);
}
