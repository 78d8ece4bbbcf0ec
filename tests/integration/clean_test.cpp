// `gopls-proxy clean` with real gopls processes, a real GOCACHE and GOMODCACHE, and a daemon.
//
// Every cache is in the sandbox, and a process is only ended if its environment leads there. Other
// gopls on this machine are listed and left alone.
#include <signal.h>

#include <chrono>
#include <future>
#include <set>

#include "integration/cleaning.hpp"
#include "support/slow_module_proxy.hpp"
#include "support/waiting.hpp"

using namespace cleaning;

namespace {

namespace fs = std::filesystem;

/// Returns the member of `list` with this pid; null if there is none.
Json at_pid(const Json& list, pid_t pid) {
    for (const Json& entry : list) {
        if (entry.at("pid") == pid) return entry;
    }
    return nullptr;
}

Json item_at(const Json& document, const fs::path& path) {
    for (const Json& item : document.at("items")) {
        if (item.at("path") == path.string()) return item;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("a gopls without a proxy is shown, refused, and ended on request", "[clean][real]") {
    Cleaning cleaning;
    const Sandbox& sandbox = cleaning.sandbox;
    const auto editor = steps::settle(sandbox, support::direct(sandbox, Target::real_gopls()));
    const pid_t gopls = steps::only_gopls(sandbox);
    // A second one with another cache, and a process that writes in the workspace.
    Sandbox neighbour(Sandbox::GoplsCache::kOwn);
    neighbour.write_module();
    neighbour.environment["GOCACHE"] = neighbour.path("gocache").string();
    const auto other = steps::settle(neighbour, support::direct(neighbour, Target::real_gopls()));
    const support::ChildProcess writer(
        {{"sh", "-c", "exec 3>generated.go; echo ready; exec sleep 1000"},
         sandbox.environment,
         sandbox.module().string(),
         ""});
    support::wait_until([&] { return fs::exists(sandbox.path("module/generated.go")); },
                        "the writer");

    const Json seen = cleaning.clean({"--build-cache", "--gopls-cache"});
    const Json shown = at_pid(seen.at("gopls"), gopls);
    INFO(seen.dump(2));
    REQUIRE_FALSE(shown.is_null());
    CHECK(shown.at("role") == "other");
    CHECK(shown.at("proxy_pid").is_null());
    CHECK(shown.at("folder") == sandbox.module().string());
    CHECK(shown.at("cache") == cleaning.gopls_cache().string());
    CHECK(shown.at("resident_bytes") > 1 << 20);
    CHECK(shown.at("seen_in") == Json({"process_table", "holdings"}));
    CHECK_FALSE(at_pid(seen.at("gopls"), steps::only_gopls(neighbour)).is_null());
    const Json writes = at_pid(seen.at("writers"), writer.pid());
    REQUIRE_FALSE(writes.is_null());
    CHECK(writes.at("path") == sandbox.path("module/generated.go").string());
    for (const fs::path& path : {cleaning.gopls_cache(), sandbox.path("gocache")}) {
        const Json item = item_at(seen, path);
        CHECK(item.at("decision") == "refuse");
        CHECK(item.at("size").at("bytes") > 0);
        CHECK_FALSE(at_pid(item.at("used_by"), gopls).is_null());
    }
    CHECK(cleaning.clean({"--yes"}).at("exit_code") == 1);
    CHECK(fs::exists(cleaning.gopls_cache()));

    const Json done = cleaning.clean({"--yes", "--kill-others"});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 0);
    CHECK(done.at("ended").size() == 1);
    CHECK(at_pid(done.at("ended"), gopls).at("gone") == true);
    CHECK(done.at("remaining") == Json({{"process_table", 0}, {"holdings", 0}, {"sockets", 0}}));
    CHECK(item_at(done, cleaning.gopls_cache()).at("outcome").at("state") == "deleted");
    CHECK(done.at("freed_bytes") > 0);
    CHECK_FALSE(fs::exists(cleaning.gopls_cache()));
    editor->expect_conforming(false);
    editor->wait_for_exit();

    // The neighbour has its gopls and its cache.
    const std::string uri = steps::main_uri(neighbour);
    steps::expect_definition(*other, uri, steps::ask_definition(*other, uri));
    CHECK(fs::exists(neighbour.path("gopls-cache/gopls")));
    steps::finish(*other);
}

TEST_CASE("a gopls behind a proxy is parked while its editor types", "[clean][real]") {
    Cleaning cleaning;
    const Sandbox& sandbox = cleaning.sandbox;
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const pid_t gopls = steps::only_gopls(sandbox);
    support::wait_until([&] { return !fs::is_empty(sandbox.path("runtime/gopls-proxy")); },
                        "the control socket");
    const Json seen = cleaning.clean({"--kill-others"});
    const Json shown = at_pid(seen.at("gopls"), gopls);
    INFO(seen.dump(2));
    REQUIRE_FALSE(shown.is_null());
    CHECK(shown.at("role") == "behind_proxy");
    CHECK(shown.at("proxy_pid") == editor->pid());
    CHECK(shown.at("folder") == sandbox.module().string());
    CHECK(seen.at("to_end").empty());
    CHECK(seen.at("to_park") == Json::array({editor->pid()}));
    CHECK(item_at(seen, cleaning.gopls_cache()).at("decision") == "delete");
    CHECK(steps::only_gopls(sandbox) == gopls);

    using namespace std::chrono_literals;
    auto clean = std::async(std::launch::async, [&] {
        return cleaning.run({"--yes", "--json", "--gopls-cache", "--refresh", "--tidy"});
    });
    std::vector<Json> asked;
    do {
        asked.push_back(steps::edit_and_ask(*editor, uri));
    } while (clean.wait_for(20ms) != std::future_status::ready);
    const Json done = cleaning.parsed(clean.get());
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 0);
    CHECK(done.at("ended").empty());
    CHECK(done.at("remaining") == Json({{"process_table", 0}, {"holdings", 0}, {"sockets", 0}}));
    CHECK(done.at("parked").size() == 1);
    CHECK(done.at("parked")[0].at("proxy_pid") == editor->pid());
    CHECK(done.at("parked")[0].at("end") == "started");
    CHECK(done.at("parked")[0].at("loaded_after_seconds") > 0);
    CHECK(done.at("refresh").size() == 3);
    for (const Json& step : done.at("refresh")) CHECK(step.at("result").at("state") == "done");
    CHECK(item_at(done, cleaning.gopls_cache()).at("outcome").at("state") == "deleted");
    for (const Json& id : asked) editor->await(id);
    steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    steps::expect_same_text(*editor, sandbox, uri);
    CHECK(steps::only_gopls(sandbox) != gopls);
    CHECK_FALSE(support::ProxyLog(sandbox).has({core::Event::kStall}));
    steps::finish(*editor);
}

TEST_CASE("a daemon of -remote=auto is found by its socket and its clients", "[clean][real]") {
    // gopls runs `go tool buildid`, which the go command has to compile first.
    Cleaning cleaning(Cleaning::BuildCache::kShared);
    const Sandbox& sandbox = cleaning.sandbox;
    const auto editor =
        steps::settle(sandbox, support::direct(sandbox, Target::real_gopls(), {"-remote=auto"}));
    const auto with_role = [](const Json& document, const std::string& role,
                              const std::set<int>& own) {
        for (const Json& gopls : document.at("gopls")) {
            if (gopls.at("role") == role && own.contains(gopls.at("pid"))) return gopls;
        }
        return Json();
    };
    const Json seen = cleaning.clean({"--temp", "--gopls-cache"});
    INFO(seen.dump(2));
    const Json daemon = with_role(seen, "daemon", cleaning.pids());
    const Json client = with_role(seen, "forwarder", cleaning.pids());
    REQUIRE_FALSE(daemon.is_null());
    REQUIRE_FALSE(client.is_null());
    CHECK(daemon.at("seen_in") == Json({"process_table", "holdings", "sockets"}));
    CHECK(client.at("seen_in") == Json({"process_table", "holdings", "sockets"}));
    const std::string socket = daemon.at("listens").at(0);
    CHECK(fs::path(socket).parent_path() == sandbox.path("runtime"));
    CHECK(item_at(seen, socket).at("decision") == "keep");
    CHECK(item_at(seen, cleaning.gopls_cache()).at("decision") == "refuse");

    const Json done = cleaning.clean({"--yes", "--kill-others", "--gopls-cache"});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 0);
    CHECK(at_pid(done.at("ended"), daemon.at("pid")).at("gone") == true);
    CHECK_FALSE(fs::exists(cleaning.gopls_cache()));
    editor->expect_conforming(false);
    editor->wait_for_exit();

    // Its socket is left, and nobody listens there any more.
    CHECK(fs::exists(fs::symlink_status(socket)));
    const Json swept = cleaning.clean({"--yes", "--temp"});
    INFO(swept.dump(2));
    CHECK(swept.at("exit_code") == 0);
    CHECK_FALSE(fs::exists(socket));
}

TEST_CASE("a real GOCACHE and GOMODCACHE are deleted and filled again", "[clean][real]") {
    Cleaning cleaning;
    Sandbox& sandbox = cleaning.sandbox;
    support::SlowModuleProxy modules("example.com/needed", 10'000);
    sandbox.environment["GOPROXY"] = modules.url();
    const fs::path mod_cache = sandbox.path("gopath/pkg/mod");
    sandbox.write("module/lib/lib.go", "package lib\n");  // nothing else is compiled for it
    const auto fill = [&] {
        const Completed got = cleaning.go({"mod", "download", "example.com/needed@v1.0.0"});
        INFO(got.errors);
        REQUIRE(got.status == ExitStatus{0, 0});
        REQUIRE(cleaning.go({"build", "./lib"}).status == ExitStatus{0, 0});
        REQUIRE(fs::exists(mod_cache / "example.com/needed@v1.0.0"));
        REQUIRE(fs::exists(sandbox.path("gocache/README")));
    };
    fill();
    sandbox.write("tmp/gopls-tempmod123/go.mod", "module x\n");
    const Json done = cleaning.clean({"--yes", "--build-cache", "--mod-cache", "--temp"});
    INFO(done.dump(2));
    CHECK(done.at("exit_code") == 0);
    CHECK(done.at("items").size() == 3);
    for (const Json& item : done.at("items")) {
        CHECK(item.at("outcome").at("state") == "deleted");
        CHECK(item.at("outcome").at("deleted_entries") == item.at("size").at("entries"));
        CHECK_FALSE(fs::exists(item.at("path").get<std::string>()));
    }
    for (const char* folder : {"", "gopath/pkg", "tmp"}) {
        for (const auto& entry : fs::directory_iterator(sandbox.path(folder))) {
            CHECK_FALSE(entry.path().filename().string().starts_with(".gopls-proxy-deleted-"));
        }
    }
    const Json again = cleaning.clean({"--yes", "--build-cache", "--mod-cache", "--temp"});
    CHECK(again.at("exit_code") == 0);
    CHECK(again.at("dry_run") == true);  // there was nothing to do
    fill();
}

TEST_CASE("a go command that uses GOCACHE is in the way", "[clean][real]") {
    Cleaning cleaning;
    Sandbox& sandbox = cleaning.sandbox;
    sandbox.write("module/lib/lib.go", "package lib\n");
    REQUIRE(cleaning.go({"build", "./lib"}).status == ExitStatus{0, 0});
    sandbox.write_script(
        "slow_tool", "#!/bin/sh\n: >'" + sandbox.path("runs").string() + "'\nexec sleep 1000\n");
    const support::ChildProcess build(
        {{"go", "build", "-a", "-toolexec", sandbox.path("slow_tool").string(), "./lib"},
         sandbox.environment,
         sandbox.module().string(),
         ""});
    support::wait_until([&] { return fs::exists(sandbox.path("runs")); }, "the tool");
    const Json seen = cleaning.clean({"--build-cache", "--kill-others", "--yes"});
    INFO(seen.dump(2));
    const Json item = item_at(seen, sandbox.path("gocache"));
    CHECK(item.at("decision") == "refuse");  // it is the user's, and no gopls ran it
    CHECK_FALSE(at_pid(item.at("used_by"), build.pid()).is_null());
    CHECK_FALSE(at_pid(seen.at("companions"), build.pid()).is_null());
    CHECK(fs::exists(sandbox.path("gocache/README")));
    for (const auto& process : sandbox.processes()) ::kill(process.pid, SIGKILL);
}
