// gopls is upgraded underneath a session: its binary is away, or being written, just when another
// one is to be started.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include "support/catch.hpp"
#include "support/steps.hpp"

using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

namespace fs = std::filesystem;

/// A copy of the real gopls that belongs to the test.
fs::path own_gopls(const Sandbox& sandbox, const std::string& folder) {
    const fs::path gopls = sandbox.path(folder) / "gopls";
    fs::create_directories(gopls.parent_path());
    fs::copy_file(Target::real_gopls(), gopls, fs::copy_options::overwrite_existing);
    return gopls;
}

}  // namespace

TEST_CASE("a gopls that cannot be started for a moment is waited for", "[upgrade][real]") {
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
        log.expect("next try in");
        CHECK_FALSE(editor->replied(id));
        end();
        steps::expect_definition(*editor, uri, id);
    };
    SECTION("it is missing") {
        const fs::path away = sandbox.path("bin/.gopls");
        upgrade([&] { fs::rename(gopls, away); }, [&] { fs::rename(away, gopls); });
    }
    SECTION("it is still being written") {
        int file = -1;
        upgrade(
            [&] {
                fs::remove(gopls);
                own_gopls(sandbox, "bin");
                file = ::open(gopls.c_str(), O_WRONLY | O_CLOEXEC);
                REQUIRE(file >= 0);
            },
            [&] { ::close(file); });
        log.expect("Text file busy");
    }
    SECTION("it is not executable yet") {
        upgrade([&] { fs::permissions(gopls, fs::perms::owner_read); },
                [&] { fs::permissions(gopls, fs::perms::owner_all); });
    }
    CHECK(log.count("remedy=restart") == 1);
    steps::expect_same_text(*editor, sandbox, uri);
    steps::finish(*editor);
}

TEST_CASE("a gopls that has moved to another folder of PATH is found there", "[upgrade][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const fs::path before = own_gopls(sandbox, "before");
    const fs::path after = sandbox.path("after") / "gopls";
    fs::create_directories(after.parent_path());
    sandbox.prepend_path(after.parent_path());
    sandbox.prepend_path(before.parent_path());
    support::ChildOptions options = support::proxied(sandbox, "");
    options.environment.erase("GOPLS_PROXY_GOPLS");
    const auto editor = steps::settle(sandbox, options);
    const auto servers = sandbox.servers(before.string());
    REQUIRE(servers.size() == 1);
    fs::rename(before, after);
    ::kill(servers[0].pid, SIGKILL);
    const std::string uri = steps::main_uri(sandbox);
    steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    CHECK(sandbox.servers(after.string()).size() == 1);
    steps::finish(*editor);
}
