// Proxies whose gopls `gopls-proxy clean` has parked get it back, however the command ends.
#include <signal.h>

#include <algorithm>
#include <future>

#include "integration/cleaning.hpp"
#include "support/fake_servers.hpp"
#include "support/waiting.hpp"

using namespace cleaning;

namespace {

namespace fs = std::filesystem;

/// An editor with a proxy and a fake gopls, and a `go mod download` that ends once the test allows
/// it.
struct Parking : Cleaning {
    support::FakeServers fakes{sandbox};
    std::unique_ptr<support::Editor> editor;

    Parking() {
        const std::string go = support::find_on_path("go", sandbox.environment["PATH"]);
        // It has two children, one of them in a session of its own.
        sandbox.write_script("slow/go", "#!/bin/sh\n[ \"$2\" = download ] || exec '" + go +
                                            "' \"$@\"\nsleep 1000 & one=$!\n"
                                            "setsid sleep 1000 & other=$!\n: >'" +
                                            sandbox.path("runs").string() + "'\nwhile [ ! -e '" +
                                            sandbox.path("gate").string() +
                                            "' ]; do sleep 0.1; done\nkill $one $other\n");
        sandbox.prepend_path(sandbox.path("slow"));
        sandbox.write("gopls-cache/gopls/0a1b2c3d/00/x-export", std::string(100'000, 'x'));
        support::ChildOptions options = support::proxied(sandbox, Target::fake_gopls());
        editor = steps::settle_fake(sandbox, options);
        support::wait_until(
            [&] {
                const fs::path folder = sandbox.path("runtime/gopls-proxy");
                return fs::exists(folder) && !fs::is_empty(folder);
            },
            "the control socket");
    }
    void await_download() const {
        support::wait_until([&] { return fs::exists(sandbox.path("runs")); }, "go mod download");
    }
    bool is_parked() const { return sandbox.servers(Target::fake_gopls()).empty(); }
    /// The editor has a gopls again, which answers, and of the go command nothing is left.
    void expect_released() {
        const Json id = steps::ask_hover(*editor, sandbox);
        CHECK(steps::process_of(editor->await(id)["result"]) == 2);
        support::wait_until(
            [&] {
                const auto all = sandbox.processes();
                return std::none_of(all.begin(), all.end(), [](const auto& process) {
                    return !process.argv.empty() && process.argv[0] == "sleep";
                });
            },
            "the end of the go command");
    }
};

}  // namespace

TEST_CASE("a signal ends the go command, and the editor gets its gopls back",
          "[clean_parked][fake]") {
    Parking parking;
    const int signal = GENERATE(SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGKILL);
    CAPTURE(signal);
    const bool is_orderly = signal != SIGQUIT && signal != SIGKILL;
    support::ChildProcess clean(parking.command({"--yes", "--gopls-cache", "--refresh"}));
    parking.await_download();
    CHECK(parking.is_parked());
    // What the editor asks meanwhile waits.
    const Json id = steps::ask_hover(*parking.editor, parking.sandbox);
    clean.kill(signal);
    CHECK(steps::process_of(parking.editor->await(id)["result"]) == 2);
    support::wait_until([&] { return clean.status().has_value(); }, "the end of clean");
    CHECK(*clean.status() == (is_orderly ? ExitStatus{1, 0} : ExitStatus{-1, signal}));
    parking.expect_released();
    CHECK_FALSE(fs::exists(parking.gopls_cache()));
    steps::finish(*parking.editor);
}

TEST_CASE("killed at any step, the command leaves each editor a gopls, and a cache whole or gone",
          "[clean_parked][fake]") {
    Parking parking;
    const Sandbox& sandbox = parking.sandbox;
    constexpr int kFiles = 1000;
    const fs::path folder = parking.gopls_cache() / "0a1b2c3d/00";
    enum class Step { kParked, kMovedAside, kLoading };
    struct Round {
        Step step;
        int signal;
    };
    for (const Round& round : {Round{Step::kParked, SIGKILL}, Round{Step::kParked, SIGTERM},
                               Round{Step::kParked, SIGPIPE}, Round{Step::kMovedAside, SIGKILL},
                               Round{Step::kMovedAside, SIGINT}, Round{Step::kMovedAside, SIGQUIT},
                               Round{Step::kLoading, SIGKILL}, Round{Step::kLoading, SIGHUP}}) {
        CAPTURE(static_cast<int>(round.step), round.signal);
        for (int i = 0; i < kFiles; ++i) {
            sandbox.write("gopls-cache/gopls/0a1b2c3d/00/" + std::to_string(i) + "-export", "x");
        }
        const auto has_come = [&] {
            if (round.step == Step::kParked) return parking.is_parked();
            const bool is_moved = !fs::exists(parking.gopls_cache());
            return is_moved && (round.step == Step::kMovedAside || !parking.is_parked());
        };
        {
            support::ChildProcess clean(parking.command({"--yes", "--gopls-cache"}));
            bool came = false;
            support::wait_until(
                [&] { return (came = came || has_come()) || clean.status().has_value(); },
                "the step");
            // gopls may be parked and be back between two looks.
            if (round.step != Step::kParked) CHECK(came);
            clean.kill(round.signal);
            support::wait_until([&] { return clean.status().has_value(); }, "the end");
        }
        const Json id = steps::ask_hover(*parking.editor, sandbox);
        CHECK(parking.editor->await(id).contains("result"));
        if (fs::exists(parking.gopls_cache())) {
            CHECK(std::distance(fs::directory_iterator(folder), {}) >= kFiles);
        }
    }
    CHECK(parking.run({"--yes", "--gopls-cache"}).status == ExitStatus{0, 0});
    for (const auto& entry : fs::directory_iterator(sandbox.path("gopls-cache"))) {
        CHECK_FALSE(entry.path().filename().string().starts_with(".gopls-proxy-deleted-"));
    }
    steps::finish(*parking.editor);
}

TEST_CASE("a go command that fails or takes too long does not keep gopls from its editor",
          "[clean_parked][fake]") {
    Parking parking;
    parking.sandbox.write("module/go.mod", "module example.com/sandbox\n\n<<<<<<< HEAD\n");
    const Completed done =
        parking.run({"--yes", "--json", "--gopls-cache", "--refresh", "--timeout", "1"});
    const Json document = parking.parsed(done);
    INFO(document.dump(2));
    CHECK(document.at("exit_code") == 1);
    CHECK(document.at("interrupted") == false);
    CHECK(document.at("refresh")[0].at("result").at("state") == "timed_out");
    CHECK(document.at("refresh")[1].at("result").at("state") == "failed");
    REQUIRE(document.at("parked").size() == 1);
    CHECK(document.at("parked")[0].at("problem").is_null());
    CHECK(document.at("parked")[0].at("loaded_after_seconds") >= 0);
    parking.expect_released();
    steps::finish(*parking.editor);
}

TEST_CASE("Ctrl-Z takes effect after gopls was given back", "[clean_parked][fake]") {
    Parking parking;
    support::ChildProcess clean(parking.command({"--yes", "--refresh"}));
    parking.await_download();
    clean.kill(SIGTSTP);
    parking.sandbox.write("gate", "");
    parking.expect_released();
    support::wait_until(
        [&] {
            clean.kill(SIGCONT);
            return clean.status().has_value();
        },
        "the end of clean");
    CHECK(*clean.status() == ExitStatus{0, 0});
    steps::finish(*parking.editor);
}

TEST_CASE("a proxy that dies while its gopls is parked is not in the way", "[clean_parked][fake]") {
    Parking parking;
    auto clean = std::async(std::launch::async, [&] {
        return parking.run({"--yes", "--json", "--gopls-cache", "--refresh"});
    });
    parking.await_download();
    parking.editor->expect_conforming(false);
    ::kill(parking.editor->pid(), SIGKILL);
    parking.editor->wait_for_exit();
    parking.sandbox.write("gate", "");
    const Json document = parking.parsed(clean.get());
    INFO(document.dump(2));
    CHECK(document.at("exit_code") == 0);
    CHECK(document.at("parked")[0].at("end") == "proxy_ended");
    CHECK_FALSE(fs::exists(parking.gopls_cache()));
}

TEST_CASE("an editor may restart its gopls meanwhile", "[clean_parked][fake]") {
    Parking parking;
    auto clean = std::async(std::launch::async, [&] {
        return parking.run({"--yes", "--json", "--refresh"});
    });
    parking.await_download();
    CHECK(parking.is_parked());
    parking.editor->await(
        parking.editor->request("workspace/executeCommand", {{"command", "gopls-proxy.restart"}}));
    const Json id = steps::ask_hover(*parking.editor, parking.sandbox);
    CHECK(steps::process_of(parking.editor->await(id)["result"]) == 2);
    parking.sandbox.write("gate", "");
    const Json document = parking.parsed(clean.get());
    INFO(document.dump(2));
    CHECK(document.at("exit_code") == 0);
    CHECK(document.at("parked")[0].at("end") == "started_before");
    CHECK(document.at("parked")[0].at("problem").is_null());
    parking.expect_released();
    steps::finish(*parking.editor);
}
