// `gopls-proxy doctor --network` with hosts on the loopback: silent, refusing, without a valid
// certificate, without a module.
#include <filesystem>

#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "support/doctor_runs.hpp"
#include "support/failure.hpp"
#include "support/fake_collector.hpp"
#include "support/loopback_listener.hpp"
#include "support/silent_server.hpp"
#include "support/slow_module_proxy.hpp"

using support::Examined;
using support::Json;
using support::Sandbox;
using support::says;

namespace {

struct NetworkForDoctor : Sandbox {
    NetworkForDoctor() {
        support::prepare_for_doctor(*this);
        write_module();
    }
    /// Examines with this GOPROXY. `seconds` is how long a host may take.
    Examined with_proxy(const std::string& list, const std::string& seconds = "60") {
        environment["GOPROXY"] = list;
        Examined result = support::examine(*this, "module", {"--network", "--time-limit", seconds});
        INFO(result.describe());
        return result;
    }
};

const Json& host(const Examined& result, std::size_t n = 0) {
    const Json& hosts = result.json["network"]["hosts"];
    if (hosts.size() <= n) throw support::TestFailure("no host: " + result.json.dump());
    return hosts[n];
}

}  // namespace

TEST_CASE("without --network no host is asked", "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    const support::SilentServer silent;
    sandbox.environment["GOPROXY"] = "http://" + silent.address() + ",direct";
    const Examined result = support::examine(sandbox, "module");
    CHECK(result.json["network"].is_null());
    CHECK(silent.connections() == 0);
}

TEST_CASE("a module proxy that answers is measured, and is not a finding",
          "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    const support::SlowModuleProxy good("example.com/dep", 100);
    const Examined result = sandbox.with_proxy(good.url() + ",direct");
    CHECK(result.code == 0);
    CHECK(host(result)["role"] == "module proxy");
    CHECK(host(result)["tcp_ms"].is_number());
    CHECK(host(result)["tls_ms"].is_null());
    CHECK(host(result)["first_byte_ms"].is_number());
    CHECK(host(result)["failed_at"].is_null());
    CHECK(good.questions() == 1);
    const auto printed = support::run(support::doctor_options(sandbox, "module", {"--network"}));
    CHECK(says(printed.output, "Network\n"));
    CHECK(says(printed.output, good.url().substr(7)));
}

TEST_CASE("a module proxy that is silent hangs at the first byte, and is named",
          "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    const support::SilentServer silent;
    const support::SlowModuleProxy good("example.com/dep", 100);
    const Examined result = sandbox.with_proxy("http://" + silent.address() + ",direct", "2");
    CHECK(says(result.finding("host-hangs")["seen"], silent.address() + " hangs: the first byte"));
    CHECK(host(result)["hangs"] == true);
    CHECK(host(result)["failed_at"] == "first byte");
    CHECK(host(result)["tcp_ms"].is_number());
    CHECK(result.code == 1);
    CHECK(silent.connections() > 0);
    // The finding says: another proxy.
    CHECK(says(result.finding("host-hangs")["mend"][0], "export GOPROXY="));
    CHECK_FALSE(sandbox.with_proxy(good.url() + ",direct").has("host-hangs"));
}

TEST_CASE("a silent host behind TLS hangs in the handshake", "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    const support::SilentServer silent;
    const Examined result = sandbox.with_proxy("https://" + silent.address() + ",direct", "2");
    CHECK(host(result)["failed_at"] == "TLS");
    CHECK(says(result.finding("host-hangs")["seen"], "the TLS handshake"));
}

TEST_CASE("a host that refuses the connection is named", "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    const std::string address = "127.0.0.1:" + std::to_string(support::free_port());
    const Examined result = sandbox.with_proxy("http://" + address + "|direct");
    CHECK(says(result.finding("host-unreachable")["seen"], address));
    CHECK(says(result.finding("host-unreachable")["seen"], "Connection refused"));
    CHECK(host(result)["failed_at"] == "TCP");
}

TEST_CASE("a checksum database that refuses the connection is named", "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    const std::string address = "127.0.0.1:" + std::to_string(support::free_port());
    sandbox.environment["GOSUMDB"] = "sum.golang.org http://" + address;
    const Examined result = sandbox.with_proxy("direct");
    CHECK(says(result.finding("host-unreachable")["seen"], "The checksum database " + address));
    CHECK(host(result)["role"] == "checksum database");
    // With a proxy, that one is asked whether it passes the database on.
    const support::SlowModuleProxy without("example.com/dep", 100);
    const Examined proxied = sandbox.with_proxy(without.url());
    CHECK(host(proxied, 1)["role"] == "checksum mirror");
    CHECK(host(proxied, 1)["status"] == 404);
    CHECK(proxied.has("host-unreachable"));
    sandbox.environment["GOSUMDB"] = "off";
    CHECK_FALSE(sandbox.with_proxy("direct").has("host-unreachable"));
}

TEST_CASE("a name that does not exist is named", "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    const Examined result = sandbox.with_proxy("http://no-such-host.invalid,direct");
    CHECK(says(result.describe(), "no-such-host.invalid"));
    CHECK(host(result)["failed_at"] == "name server");
}

TEST_CASE("a certificate that is not valid for the host is named", "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    const support::Certificates certificates(sandbox);
    support::FakeCollector elsewhere(
        0, support::FakeCollector::Tls{certificates.certificate("elsewhere"),
                                       certificates.key("elsewhere"), certificates.authority()});
    const std::string url = "https://127.0.0.1:" + std::to_string(elsewhere.port());
    sandbox.environment["SSL_CERT_FILE"] = certificates.authority();
    const Examined result = sandbox.with_proxy(url + ",direct");
    CHECK(says(result.finding("host-unreachable")["seen"], "certificate verify failed"));
    CHECK(host(result)["failed_at"] == "TLS");

    support::FakeCollector here(
        0, support::FakeCollector::Tls{certificates.certificate("server"),
                                       certificates.key("server"), certificates.authority()});
    const Examined valid =
        sandbox.with_proxy("https://127.0.0.1:" + std::to_string(here.port()) + ",direct");
    CHECK_FALSE(says(valid.describe(), "certificate verify failed"));
    CHECK(host(valid)["tls_ms"].is_number());
}

TEST_CASE("the user of a module proxy is never printed", "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    const std::string address = "127.0.0.1:" + std::to_string(support::free_port());
    sandbox.environment["GOPROXY"] = "http://someone:hunter2@" + address + ",direct";
    for (const auto& more :
         {std::vector<std::string>{"--network"}, std::vector<std::string>{"--network", "--json"}}) {
        const auto done = support::run(support::doctor_options(sandbox, "module", more));
        CHECK(says(done.output, address));
        CHECK_FALSE(says(done.output + done.errors, "hunter2"));
        CHECK_FALSE(says(done.output + done.errors, "someone"));
    }
}

TEST_CASE("a version that the proxy has not found and the origin has is named",
          "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    sandbox.environment["GIT_AUTHOR_NAME"] = sandbox.environment["GIT_COMMITTER_NAME"] = "a";
    sandbox.environment["GIT_AUTHOR_EMAIL"] = sandbox.environment["GIT_COMMITTER_EMAIL"] = "a@b";
    sandbox.write("origin/go.mod", "module git.example/dep.git\n\ngo 1.20\n");
    sandbox.write("origin/dep.go", "package dep\n");
    support::run_in(sandbox, "origin", {"git", "init", "-q"});
    support::run_in(sandbox, "origin", {"git", "add", "."});
    support::run_in(sandbox, "origin", {"git", "commit", "-q", "-m", "first"});
    support::run_in(sandbox, "origin", {"git", "tag", "v1.0.0"});
    sandbox.write("home/.gitconfig", "[url \"" + sandbox.path("origin").string() +
                                         "\"]\n\tinsteadOf = https://git.example/dep\n");
    sandbox.write("module/go.mod",
                  sandbox.read("module/go.mod") + "\nrequire git.example/dep.git v1.0.0\n");

    const support::SlowModuleProxy without("example.com/other", 100);
    const Examined result = sandbox.with_proxy(without.url());
    INFO(result.describe());
    CHECK(says(result.finding("proxy-misses-module")["seen"], "git.example/dep.git@v1.0.0"));
    CHECK(says(result.finding("proxy-misses-module")["seen"], "404 Not Found"));
    support::run_in(sandbox, "module",
                    {"sh", "-c", result.finding("proxy-misses-module")["mend"][0]});
    CHECK_FALSE(sandbox.with_proxy(without.url()).has("proxy-misses-module"));
}

TEST_CASE("a required version that nobody has is an error", "[doctor_network][real]") {
    NetworkForDoctor sandbox;
    sandbox.write("home/.gitconfig", "[url \"" + sandbox.path("nowhere").string() +
                                         "\"]\n\tinsteadOf = https://git.example/\n");
    sandbox.write("module/go.mod",
                  sandbox.read("module/go.mod") + "\nrequire git.example/dep.git v1.0.0\n");
    const support::SlowModuleProxy without("example.com/other", 100);
    const Examined result = sandbox.with_proxy(without.url());
    CHECK(says(result.finding("module-unavailable")["seen"], "git.example/dep.git@v1.0.0"));
}
