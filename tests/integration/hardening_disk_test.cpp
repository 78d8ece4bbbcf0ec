// Disks that cannot be written to, and systems without /proc. The session continues, a dead gopls
// is replaced, and each restriction is reported once.
#include <signal.h>

#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/mount_namespace.hpp"
#include "support/sanitized.hpp"
#include "support/steps.hpp"

using core::Event;
using support::ChildOptions;
using support::Editor;
using support::FakeServers;
using support::Json;
using support::MountNamespace;
using support::Sandbox;
using support::Target;

namespace {

std::size_t count(const std::string& text, const std::string& words) {
    std::size_t found = 0;
    for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
        ++found;
    return found;
}

/// Runs a session in which the first fake dies on the second hover.
std::unique_ptr<Editor> session_with_a_death(const Sandbox& sandbox, FakeServers& fakes,
                                             const ChildOptions& options) {
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "die"}});
    auto editor = steps::settle_fake(sandbox, options);
    const Json at = editor->at(steps::fake_uri(sandbox), "target");
    CHECK(steps::process_of(editor->call("textDocument/hover", at)) == 2);
    return editor;
}

/// Returns whether the machine lets a test mount a folder; otherwise prints a warning.
bool allowed(const MountNamespace& space) {
    if (!space.refused().empty()) WARN("not run: " << space.refused());
    return space.refused().empty();
}

}  // namespace

TEST_CASE("a full disk for the log and the incidents does not stop the session",
          "[hardening_disk][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const std::string disk = sandbox.path("disk").string();
    std::filesystem::create_directory(disk);
    const MountNamespace space("mount -t tmpfs -o size=8k none '" + disk +
                                   "'; head -c 8192 /dev/zero >'" + disk + "/filler'",
                               sandbox.environment);
    if (!allowed(space)) return;
    sandbox.environment["XDG_STATE_HOME"] = disk + "/state";
    sandbox.environment["GOPLS_PROXY_LOG_FILE"] = disk + "/proxy.log";
    const auto editor = session_with_a_death(
        sandbox, fakes, space.with(support::proxied(sandbox, Target::fake_gopls())));
    steps::finish(*editor);
    INFO(editor->stderr_text());
    CHECK(count(editor->stderr_text(), "cannot write to the log any more") == 1);
}

TEST_CASE("a limit on the size of files does not stop the session", "[hardening_disk][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    // The file is as long as it may be. The system reports the limit by a signal that ends
    // programs.
    sandbox.write("proxy.log", std::string(std::size_t{1} << 20, '\n'));
    ChildOptions options = support::proxied(sandbox, Target::fake_gopls());
    const std::vector<std::string> limited = {"sh", "-c", "ulimit -f 2048; exec \"$@\"", "sh"};
    options.argv.insert(options.argv.begin(), limited.begin(), limited.end());
    const auto editor = session_with_a_death(sandbox, fakes, options);
    steps::finish(*editor);
    CHECK(count(editor->stderr_text(), "cannot write to the log any more") == 1);
}

TEST_CASE("a read-only home does not stop the session", "[hardening_disk][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const std::string home = sandbox.path("home").string();
    const MountNamespace space(
        "mount --bind '" + home + "' '" + home + "'; mount -o remount,ro,bind '" + home + "'",
        sandbox.environment);
    if (!allowed(space)) return;
    ChildOptions options = support::proxied(sandbox, Target::fake_gopls());
    for (const char* name : {"XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                             "GOPLS_PROXY_LOG_FILE"})
        options.environment.erase(name);
    // A clean cache cannot be created either, so the ordinary one is used.
    options.environment["GOPLS_PROXY_CACHE_POLICY"] = "always-clean";
    const auto editor = session_with_a_death(sandbox, fakes, space.with(options));
    steps::finish(*editor);
    CHECK(count(editor->stderr_text(), "cannot open the log") == 1);
}

TEST_CASE("a missing home does not stop the session", "[hardening_disk][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    ChildOptions options = support::proxied(sandbox, Target::fake_gopls());
    for (const char* name : {"HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
                             "XDG_DATA_HOME", "GOPLS_PROXY_LOG_FILE"})
        options.environment.erase(name);
    SECTION("HOME is not set") {}
    SECTION("HOME names a folder that cannot exist") {
        options.environment["HOME"] = "/nonexistent/home";
        options.environment["XDG_STATE_HOME"] = "/dev/null/state";
    }
    const auto editor = session_with_a_death(sandbox, fakes, options);
    steps::finish(*editor);
}

TEST_CASE("without /proc the session continues", "[hardening_disk][fake]") {
    // A sanitizer reads its own maps there.
    if (support::kSanitized) return;
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const MountNamespace space("mount -t tmpfs none /proc", sandbox.environment);
    if (!allowed(space)) return;
    const ChildOptions options = space.with(support::proxied(sandbox, Target::fake_gopls()));
    const support::ProxyLog log(sandbox);
    SECTION("a dead gopls is replaced") {
        const auto editor = session_with_a_death(sandbox, fakes, options);
        steps::finish(*editor);
    }
    SECTION("a hanging gopls is replaced on request, and none of its processes is left") {
        fakes.rule({{"process", 1},
                    {"on", "textDocument/hover"},
                    {"nth", 2},
                    {"do", "hang"},
                    {"ignores_end", true}});
        const auto editor = steps::settle_fake(sandbox, options);
        const Json id =
            editor->request("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
        editor->wait_until([&] { return fakes.does(1, "hang"); }, "the hang");
        editor->call("workspace/executeCommand", {{"command", "gopls-proxy.restart"}});
        CHECK(steps::process_of(editor->result(id)) == 2);
        log.expect({Event::kGone, {{"generation", 1}}});
        steps::finish(*editor);
    }
    CHECK(log.count({Event::kNote, {}, "there is no /proc"}) == 1);
}
