#include "unit/doctor/facts_support.hpp"

using namespace unit_test;
using doctor::Host;
using doctor::HostAnswer;
using doctor::HostStep;
using doctor::MissingModule;
using namespace std::chrono_literals;

namespace {

HostAnswer answer_of(Host::Role role) {
    HostAnswer answer;
    answer.host.role = role;
    answer.host.url = {true, "proxy.example", "443", "/"};
    answer.reached = HostStep::kDone;
    answer.status = 200;
    answer.name_time = 2ms;
    answer.connect_time = 10ms;
    answer.tls_time = 20ms;
    answer.first_byte_time = 30ms;
    return answer;
}

doctor::Facts facts_with(const HostAnswer& answer) {
    doctor::Facts facts = healthy_facts();
    facts.network.asked = true;
    facts.network.hosts = {answer};
    return facts;
}

doctor::Facts missing(MissingModule::Place proxy, MissingModule::Place origin) {
    doctor::Facts facts = healthy_facts();
    facts.network.missing = {{"a.example/m", "v1.2.3", proxy, origin, "404 Not Found", "no repo"}};
    return facts;
}

}  // namespace

TEST_CASE("A host that answers is not a finding, also with 404") {
    HostAnswer answer = answer_of(Host::Role::kModuleProxy);
    CHECK(ids_of(facts_with(answer)).empty());
    answer.status = 404;
    CHECK(ids_of(facts_with(answer)).empty());
}

TEST_CASE("A host that hangs is named with the step and the times of the earlier ones") {
    HostAnswer answer = answer_of(Host::Role::kModuleProxy);
    answer.reached = HostStep::kTls;
    answer.hung = true;
    answer.status = 0;
    answer.tls_time = answer.first_byte_time = std::nullopt;
    const auto finding = only(facts_with(answer), "host-hangs");
    CHECK(finding.seen ==
          "The module proxy proxy.example hangs: the TLS handshake did not come in time (name "
          "server 2 ms and TCP 10 ms).");
    CHECK(finding.confidence == doctor::Confidence::kCertain);
    CHECK(contains(finding.mend.front(), "GOPROXY=https://proxy.golang.org,direct"));
}

TEST_CASE("A host that cannot be reached is named with the error") {
    HostAnswer answer = answer_of(Host::Role::kChecksumDatabase);
    answer.reached = HostStep::kConnect;
    answer.error = "Connection refused";
    answer.status = 0;
    answer.connect_time = answer.tls_time = answer.first_byte_time = std::nullopt;
    const auto finding = only(facts_with(answer), "host-unreachable");
    CHECK(finding.seen ==
          "The checksum database proxy.example fails at a connection (TCP): Connection refused "
          "(name server 2 ms).");
    CHECK(contains(finding.mend.front(), "curl -v https://proxy.example:443/"));
    answer.host.role = Host::Role::kPrivate;
    CHECK(only(facts_with(answer), "host-unreachable").confidence == doctor::Confidence::kPossible);
}

TEST_CASE("The HTTP proxy on the way is named without its user") {
    HostAnswer answer = answer_of(Host::Role::kModuleProxy);
    answer.host.via = doctor::parse_user_url("http://me:secret@cache.example:3128");
    answer.reached = HostStep::kTunnel;
    answer.error = "the HTTP proxy replied 407";
    answer.status = 407;
    const auto finding = only(facts_with(answer), "host-unreachable");
    CHECK(contains(finding.seen, "through the HTTP proxy cache.example:3128"));
    CHECK_FALSE(contains(finding.seen, "secret"));
}

TEST_CASE("A login that is missing, and a server that fails, are warnings") {
    HostAnswer answer = answer_of(Host::Role::kModuleProxy);
    answer.status = 401;
    CHECK(contains(only(facts_with(answer), "host-refuses").mend.front(), "~/.netrc"));
    answer.status = 503;
    CHECK(contains(only(facts_with(answer), "host-refuses").seen, "status 503"));
}

TEST_CASE("A host is slow by the sum of its steps") {
    HostAnswer answer = answer_of(Host::Role::kModuleProxy);
    answer.first_byte_time = 1900ms;
    CHECK(ids_of(facts_with(answer)).empty());
    answer.name_time = 500ms;
    CHECK(contains(only(facts_with(answer), "host-slow").seen, "took 2.4 s to reply"));
}

TEST_CASE("A module that the origin has and the proxy has not is loaded from the origin") {
    using Found = MissingModule::Place;
    const auto finding = only(missing(Found::kHasNot, Found::kHasIt), "proxy-misses-module");
    CHECK(contains(finding.seen, "no a.example/m@v1.2.3"));
    CHECK(finding.mend.front() ==
          "GOPROXY=direct GONOSUMDB=a.example/m go mod download a.example/m@v1.2.3");
    CHECK(ids_of(missing(Found::kHasIt, Found::kHasIt)).empty());
    CHECK(ids_of(missing(Found::kFailed, Found::kHasIt)).empty());
}

TEST_CASE("A module becomes private beside those that are") {
    using Found = MissingModule::Place;
    auto facts = missing(Found::kHasNot, Found::kHasIt);
    CHECK(only(facts, "proxy-misses-module")
              .mend.back()
              .starts_with("go env -w GOPRIVATE=a.example/m "));
    facts.settings.values["GOPRIVATE"] = {"corp.example", doctor::Source::kEnvFile, {}};
    CHECK(only(facts, "proxy-misses-module")
              .mend.back()
              .starts_with("go env -w GOPRIVATE=corp.example,a.example/m "));
}

TEST_CASE("A module that no place has is an error") {
    using Found = MissingModule::Place;
    CHECK(contains(only(missing(Found::kHasNot, Found::kHasNot), "module-unavailable").seen,
                   "no repo"));
    CHECK(ids_of(missing(Found::kNotAsked, Found::kHasNot)) ==
          std::vector<std::string>{"module-unavailable"});
    CHECK(ids_of(missing(Found::kHasIt, Found::kHasNot)).empty());
    CHECK(ids_of(missing(Found::kFailed, Found::kHasNot)).empty());
    CHECK(ids_of(missing(Found::kHasNot, Found::kFailed)).empty());
}

TEST_CASE("A checksum database that the module proxy passes on is not asked itself") {
    HostAnswer database = answer_of(Host::Role::kChecksumDatabase);
    database.reached = HostStep::kName;
    database.error = "Host not found";
    HostAnswer mirror = answer_of(Host::Role::kChecksumMirror);
    doctor::Facts facts = facts_with(database);
    facts.network.hosts.push_back(mirror);
    CHECK(ids_of(facts).empty());
    facts.network.hosts[1].status = 404;
    CHECK(ids_of(facts) == std::vector<std::string>{"host-unreachable"});
    // The proxy is judged once.
    facts.network.hosts = {mirror};
    facts.network.hosts[0].status = 503;
    CHECK(ids_of(facts).empty());
}
