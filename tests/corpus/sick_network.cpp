// Network faults of the go command: module proxy, name server, sum database, version control,
// toolchain.
#include <memory>

#include "corpus/case.hpp"
#include "corpus/hosts.hpp"
#include "support/catch.hpp"
#include "support/mount_namespace.hpp"
#include "support/silent_server.hpp"
#include "support/target.hpp"

using corpus::Case;
using corpus::Expected;
using corpus::RefusingHost;
using corpus::SilentNameServer;
using corpus::TalkingHost;
using support::Sandbox;
using support::SilentServer;
using support::Target;

namespace {

// Code that needs the module cannot be compiled.
const Expected kOffline{
    "go_command_network",
    {"standby_offline"},
    {},
    {"could not import example.com/missing", "could not import private.example.com"}};

void need_a_module(Sandbox& sandbox, const std::string& module_proxy) {
    sandbox.write_module();
    sandbox.require_module("example.com/missing");
    sandbox.environment["GOPROXY"] = module_proxy;
}

/// Writes a module that git has to fetch from `url`.
void need_a_private_module(Sandbox& sandbox, const std::string& url) {
    sandbox.write_module();
    // The suffix names the version control system, so that go does not ask a web page first.
    sandbox.require_module("private.example.com/lib.git");
    sandbox.environment["GOPRIVATE"] = "private.example.com";
    sandbox.write("home/.gitconfig",
                  "[url \"" + url + "\"]\n\tinsteadOf = https://private.example.com/\n");
}

/// Returns the proxied real gopls with the default windows.
support::ChildOptions by_default(const Sandbox& sandbox) {
    support::ChildOptions options = support::proxied(sandbox, Target::real_gopls());
    std::erase_if(options.environment,
                  [](const auto& entry) { return entry.first.starts_with("GOPLS_PROXY_STALL_"); });
    return options;
}

/// Returns a mount namespace in which the silent name server is the only one.
support::MountNamespace with_name_server(const Sandbox& sandbox) {
    sandbox.write("resolv.conf", SilentNameServer::resolv_conf());
    return {"mount --bind '" + sandbox.path("resolv.conf").string() + "' /etc/resolv.conf",
            sandbox.environment};
}

std::vector<std::string> twelve_modules() {
    std::vector<std::string> paths;
    for (int i = 1; i <= 12; ++i) paths.push_back("example.com/missing" + std::to_string(i));
    return paths;
}

}  // namespace

TEST_CASE("a module proxy accepts and is silent", "[network][sick][quick]") {
    const SilentServer host;
    Sandbox sandbox;
    need_a_module(sandbox, "http://" + host.address());
    Case cause("module proxy accepts and is silent", kOffline, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("a module proxy refuses connections", "[network][sick][quick]") {
    const RefusingHost host;
    Sandbox sandbox;
    need_a_module(sandbox, "http://" + host.address());
    // The go command fails at once by itself.
    Case cause("module proxy refuses the connection", {}, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("a module proxy never finishes the TLS handshake", "[network][sick][quick]") {
    const SilentServer host;
    Sandbox sandbox;
    need_a_module(sandbox, "https://" + host.address());
    Case cause("module proxy is silent in the TLS handshake", kOffline, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("a sum database is silent", "[network][sick][quick]") {
    const SilentServer host;
    Sandbox sandbox;
    need_a_module(sandbox, "file://" + sandbox.path("module-proxy").string());
    std::filesystem::remove(sandbox.path("module/go.sum"));
    sandbox.write("module-proxy/example.com/missing/@v/v1.0.0.info", R"({"Version":"v1.0.0"})");
    sandbox.write("module-proxy/example.com/missing/@v/v1.0.0.mod", "module example.com/missing\n");
    sandbox.environment["GOFLAGS"] = "-mod=mod";
    sandbox.environment["GOSUMDB"] = "sum.golang.org http://" + host.address();
    Case cause("sum database accepts and is silent", kOffline, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("a toolchain cannot be fetched", "[network][sick][quick]") {
    const SilentServer host;
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write("module/go.mod", "module example.com/sandbox\n\ngo 1.21\n\ntoolchain go1.99.1\n");
    sandbox.environment["GOPROXY"] = "http://" + host.address();
    sandbox.environment["GOTOOLCHAIN"] = "auto";
    Case cause("toolchain line, module proxy accepts and is silent",
               {"toolchain_download", {"standby_local_toolchain"}, {}}, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("git fetches a private module from a dead host", "[network][sick][quick]") {
    const SilentServer host;
    Sandbox sandbox;
    need_a_private_module(sandbox, "git://" + host.address() + "/");
    Case cause("private module over git on a dead host", kOffline, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("ssh fetches a private module from a dead host", "[network][sick][quick]") {
    const std::string name = "private module over ssh on a dead host";
    const SilentServer host;
    Sandbox sandbox;
    if (support::find_on_path("ssh", sandbox.environment.at("PATH")).empty())
        return Case::not_run(name, "no ssh client");
    need_a_private_module(sandbox, "ssh://git@" + host.address() + "/");
    Case cause(name, kOffline, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("a name server never answers", "[network][sick][quick]") {
    const std::string name = "name server never answers";
    const SilentNameServer server;
    if (!server.refused().empty()) return Case::not_run(name, server.refused());
    Sandbox sandbox;
    need_a_module(sandbox, "http://proxy.example.com");
    const support::MountNamespace own = with_name_server(sandbox);
    if (!own.refused().empty()) return Case::not_run(name, own.refused());
    Case cause(name, kOffline, sandbox);
    cause.open_main(own.with(support::proxied(sandbox, Target::real_gopls())));
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("a TLS handshake arrives byte by byte", "[network][sick][long]") {
    const TalkingHost host(TalkingHost::Says::kEndlessHello);
    Sandbox sandbox;
    need_a_module(sandbox, "https://" + host.address());
    // Bytes keep arriving, and the go command times out by itself after ten seconds, twice.
    Case cause("module proxy sends its TLS handshake byte by byte", {}, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("a module proxy is silent with default settings", "[network][sick][long]") {
    const SilentServer host;
    Sandbox sandbox;
    need_a_module(sandbox, "http://" + host.address());
    Case cause("module proxy is silent, default settings (goal: 35 s)", kOffline, sandbox);
    cause.open_main(by_default(sandbox));
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("twelve modules and a TLS handshake that never finishes", "[network][sick][long]") {
    const SilentServer host;
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.require_modules(twelve_modules());
    sandbox.environment["GOPROXY"] = "https://" + host.address();
    // The go command times out after ten seconds for each module, two modules at a time.
    Case cause("12 modules, silent TLS, default settings (goal: 35 s)", kOffline, sandbox);
    cause.open_main(by_default(sandbox));
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("twelve modules and a name server that never answers", "[network][sick][long]") {
    const std::string name = "12 modules, no name server, default settings (goal: 35 s)";
    const SilentNameServer server;
    if (!server.refused().empty()) return Case::not_run(name, server.refused());
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.require_modules(twelve_modules());
    sandbox.environment["GOPROXY"] = "http://proxy.example.com";
    const support::MountNamespace own = with_name_server(sandbox);
    if (!own.refused().empty()) return Case::not_run(name, own.refused());
    // The resolver sends a query every five seconds, for ten seconds per module.
    Case cause(name, kOffline, sandbox);
    cause.open_main(own.with(by_default(sandbox)));
    cause.expect_answer(cause.ask());
    cause.finish();
}
