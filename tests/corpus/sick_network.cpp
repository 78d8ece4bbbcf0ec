// The network does not give the go command what it asks for: module proxy, name server, sum
// database, version control, toolchain.
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

// What needs the module cannot be compiled.
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

/// A module that git has to fetch from `url`.
void need_a_private_module(Sandbox& sandbox, const std::string& url) {
    sandbox.write_module();
    // The suffix says which version control it is, so that no web page is asked first.
    sandbox.require_module("private.example.com/lib.git");
    sandbox.environment["GOPRIVATE"] = "private.example.com";
    sandbox.write("home/.gitconfig",
                  "[url \"" + url + "\"]\n\tinsteadOf = https://private.example.com/\n");
}

/// Windows as they are by default.
support::ChildOptions by_default(const Sandbox& sandbox) {
    support::ChildOptions options = support::proxied(sandbox, Target::real_gopls());
    std::erase_if(options.environment,
                  [](const auto& entry) { return entry.first.starts_with("GOPLS_PROXY_STALL_"); });
    return options;
}

/// In which the silent name server is the only one.
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

TEST_CASE("a module proxy that accepts and is silent", "[network][sick][quick]") {
    const SilentServer host;
    Sandbox sandbox;
    need_a_module(sandbox, "http://" + host.address());
    Case cause("module proxy accepts and is silent", kOffline, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("a module proxy that refuses", "[network][sick][quick]") {
    const RefusingHost host;
    Sandbox sandbox;
    need_a_module(sandbox, "http://" + host.address());
    // The go command gives up by itself, at once.
    Case cause("module proxy refuses the connection", {}, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("a module proxy that never finishes TLS", "[network][sick][quick]") {
    const SilentServer host;
    Sandbox sandbox;
    need_a_module(sandbox, "https://" + host.address());
    Case cause("module proxy is silent in the TLS handshake", kOffline, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("a sum database that is silent", "[network][sick][quick]") {
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

TEST_CASE("a toolchain that cannot be fetched", "[network][sick][quick]") {
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

TEST_CASE("a private module over git on a dead host", "[network][sick][quick]") {
    const SilentServer host;
    Sandbox sandbox;
    need_a_private_module(sandbox, "git://" + host.address() + "/");
    Case cause("private module over git on a dead host", kOffline, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("a private module over ssh on a dead host", "[network][sick][quick]") {
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

TEST_CASE("names that nobody resolves", "[network][sick][quick]") {
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

TEST_CASE("a TLS handshake that drips", "[network][sick][long]") {
    const TalkingHost host(TalkingHost::Says::kEndlessHello);
    Sandbox sandbox;
    need_a_module(sandbox, "https://" + host.address());
    // Bytes come in, and the go command gives up by itself after ten seconds, twice.
    Case cause("module proxy drips bytes in the TLS handshake", {}, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("a silent module proxy, default settings", "[network][sick][long]") {
    const SilentServer host;
    Sandbox sandbox;
    need_a_module(sandbox, "http://" + host.address());
    Case cause("module proxy is silent, default settings (goal: 35 s)", kOffline, sandbox);
    cause.open_main(by_default(sandbox));
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("twelve modules, TLS that never finishes, default settings", "[network][sick][long]") {
    const SilentServer host;
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.require_modules(twelve_modules());
    sandbox.environment["GOPROXY"] = "https://" + host.address();
    // The go command gives up after ten seconds, but for each module anew, two at a time.
    Case cause("12 modules, TLS is silent, default settings (goal: 35 s)", kOffline, sandbox);
    cause.open_main(by_default(sandbox));
    cause.expect_answer(cause.ask());
    CHECK(host.connections() > 0);
    cause.finish();
}

TEST_CASE("twelve modules, names nobody resolves, default settings", "[network][sick][long]") {
    const std::string name = "12 modules, no name server, default settings (goal: 35 s)";
    const SilentNameServer server;
    if (!server.refused().empty()) return Case::not_run(name, server.refused());
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.require_modules(twelve_modules());
    sandbox.environment["GOPROXY"] = "http://proxy.example.com";
    const support::MountNamespace own = with_name_server(sandbox);
    if (!own.refused().empty()) return Case::not_run(name, own.refused());
    // A question for each module, every five seconds, for ten seconds a module.
    Case cause(name, kOffline, sandbox);
    cause.open_main(own.with(by_default(sandbox)));
    cause.expect_answer(cause.ask());
    cause.finish();
}
