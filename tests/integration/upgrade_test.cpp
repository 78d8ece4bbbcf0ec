// An upgrade of gopls during a session: its binary is missing, or being written, just when another
// gopls has to start.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include "support/catch.hpp"
#include "support/steps.hpp"
#include "support/waiting.hpp"

using core::Event;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

namespace fs = std::filesystem;

/// Makes a copy of the real gopls that belongs to the test.
fs::path own_gopls(const Sandbox& sandbox, const std::string& folder) {
    const fs::path gopls = sandbox.path(folder) / "gopls";
    fs::create_directories(gopls.parent_path());
    fs::copy_file(Target::real_gopls(), gopls, fs::copy_options::overwrite_existing);
    return gopls;
}

/// Makes the proxy look for gopls on PATH, where `first` is before `second`.
support::ChildOptions found_on_path(Sandbox& sandbox, const fs::path& first,
                                    const fs::path& second) {
    sandbox.prepend_path(second.parent_path());
    sandbox.prepend_path(first.parent_path());
    support::ChildOptions options = support::proxied(sandbox, "");
    options.environment.erase("GOPLS_PROXY_GOPLS");
    return options;
}

void kill_the_only(const Sandbox& sandbox, const fs::path& gopls) {
    const auto servers = sandbox.servers(gopls.string());
    REQUIRE(servers.size() == 1);
    ::kill(servers[0].pid, SIGKILL);
}

}  // namespace

TEST_CASE("gopls is retried if it cannot be started for a moment", "[upgrade][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const fs::path gopls = own_gopls(sandbox, "bin");
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, gopls.string()));
    const std::string uri = steps::main_uri(sandbox);
    const ProxyLog log(sandbox);
    const auto upgrade = [&](const auto& begin, const auto& end) {
        const auto servers = sandbox.servers(gopls.string());
        REQUIRE(servers.size() == 1);
        begin();
        ::kill(servers[0].pid, SIGKILL);
        const Json id = steps::edit_and_ask(*editor, uri);
        log.expect({Event::kStartFailed});
        CHECK_FALSE(editor->replied(id));
        end();
        steps::expect_definition(*editor, uri, id);
    };
    SECTION("the binary is missing") {
        const fs::path away = sandbox.path("bin/.gopls");
        upgrade([&] { fs::rename(gopls, away); }, [&] { fs::rename(away, gopls); });
    }
    SECTION("the binary is still being written") {
        int file = -1;
        upgrade(
            [&] {
                fs::remove(gopls);
                own_gopls(sandbox, "bin");
                file = ::open(gopls.c_str(), O_WRONLY | O_CLOEXEC);
                REQUIRE(file >= 0);
            },
            [&] { ::close(file); });
        log.expect({Event::kStartFailed, {}, "Text file busy"});
    }
    SECTION("the binary is not executable yet") {
        upgrade([&] { fs::permissions(gopls, fs::perms::owner_read); },
                [&] { fs::permissions(gopls, fs::perms::owner_all); });
    }
    CHECK(log.count({Event::kRemedy, {{"remedy", "restart"}}}) == 1);
    steps::expect_same_text(*editor, sandbox, uri);
    steps::finish(*editor);
}

TEST_CASE("gopls is found after it has moved to another folder of PATH", "[upgrade][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const fs::path before = own_gopls(sandbox, "before");
    const fs::path after = sandbox.path("after") / "gopls";
    fs::create_directories(after.parent_path());
    const auto editor = steps::settle(sandbox, found_on_path(sandbox, before, after));
    fs::rename(before, after);
    kill_the_only(sandbox, after);  // the system knows it by this name now
    const std::string uri = steps::main_uri(sandbox);
    steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    CHECK(sandbox.servers(after.string()).size() == 1);
    const bool comes_back = GENERATE(false, true);
    if (comes_back) fs::copy_file(after, before);
    kill_the_only(sandbox, after);
    steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    CHECK(sandbox.servers((comes_back ? before : after).string()).size() == 1);
    CHECK(sandbox.servers(after.string()).size() == (comes_back ? 0 : 1));
    steps::finish(*editor);
}

TEST_CASE("another gopls on PATH is not used while the known one is missing for a moment",
          "[upgrade][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const fs::path known = own_gopls(sandbox, "known");
    const fs::path older = own_gopls(sandbox, "older");
    const auto editor = steps::settle(sandbox, found_on_path(sandbox, known, older));
    const fs::path away = sandbox.path("known/.gopls");
    fs::rename(known, away);
    kill_the_only(sandbox, away);
    const std::string uri = steps::main_uri(sandbox);
    const Json id = steps::edit_and_ask(*editor, uri);
    const ProxyLog log(sandbox);
    support::wait_until([&] { return log.count({Event::kStartFailed}) >= 3; }, "the third attempt");
    fs::rename(away, known);
    steps::expect_definition(*editor, uri, id);
    CHECK(sandbox.servers(known.string()).size() == 1);
    CHECK(sandbox.servers(older.string()).empty());
    steps::finish(*editor);
}
