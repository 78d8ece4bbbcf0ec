// The exporter for OpenTelemetry: a collector receives the metrics, traces and log of a session,
// also over TLS; and a session does not notice one that is away or slow.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "support/fake_collector.hpp"
#include "support/fake_servers.hpp"
#include "support/open_sockets.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Certificates;
using support::FakeCollector;
using support::FakeServers;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

constexpr const char* kHover = "textDocument/hover";

/// Makes the proxies of the sandbox send to this place, soon.
void send_to(Sandbox& sandbox, const std::string& endpoint) {
    sandbox.environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
    sandbox.environment["OTEL_BSP_SCHEDULE_DELAY"] = "20";
    sandbox.environment["OTEL_BLRP_SCHEDULE_DELAY"] = "20";
    sandbox.environment["OTEL_METRIC_EXPORT_INTERVAL"] = "100";
}

void send_to(Sandbox& sandbox, const FakeCollector& collector) {
    send_to(sandbox, "http://127.0.0.1:" + std::to_string(collector.port()));
}

/// Returns the items of all requests at this path: spans, metrics or log records.
std::vector<Json> items(const FakeCollector& collector, const std::string& path,
                        const std::string& resources, const std::string& scopes,
                        const std::string& name) {
    std::vector<Json> found;
    for (const auto& request : collector.received()) {
        if (request.path != path) continue;
        for (const Json& resource : request.body.at(resources)) {
            for (const Json& scope : resource.at(scopes)) {
                for (const Json& item : scope.at(name)) found.push_back(item);
            }
        }
    }
    return found;
}
std::vector<Json> spans(const FakeCollector& collector) {
    return items(collector, "/v1/traces", "resourceSpans", "scopeSpans", "spans");
}
std::vector<Json> metrics(const FakeCollector& collector) {
    return items(collector, "/v1/metrics", "resourceMetrics", "scopeMetrics", "metrics");
}
std::vector<Json> log_records(const FakeCollector& collector) {
    return items(collector, "/v1/logs", "resourceLogs", "scopeLogs", "logRecords");
}

/// Returns the value of an attribute, or null.
Json attribute(const Json& item, const std::string& name) {
    for (const Json& each : item.at("attributes")) {
        if (each.at("key") == name) return each.at("value").begin().value();
    }
    return nullptr;
}

std::vector<Json> spans_named(const FakeCollector& collector, const std::string& name, int kind) {
    std::vector<Json> found = spans(collector);
    std::erase_if(found, [&](const Json& span) {
        return span.at("name") != name || span.at("kind") != kind;
    });
    return found;
}
constexpr int kServer = 2;
constexpr int kClient = 3;

bool has_metric(const FakeCollector& collector, const std::string& name) {
    const auto all = metrics(collector);
    return std::any_of(all.begin(), all.end(),
                       [&](const Json& metric) { return metric.at("name") == name; });
}
bool has_log_record(const FakeCollector& collector, const std::string& event) {
    const auto all = log_records(collector);
    return std::any_of(all.begin(), all.end(), [&](const Json& record) {
        return record.at("eventName") == "gopls_proxy." + event;
    });
}

/// Waits for each of the three signals.
void expect_all_signals(const FakeCollector& collector) {
    support::wait_until([&] { return !spans_named(collector, kHover, kServer).empty(); },
                        "a span of hover");
    support::wait_until([&] { return has_metric(collector, "rpc.server.call.duration"); },
                        "a metric");
    support::wait_until([&] { return has_log_record(collector, "started"); }, "a log record");
}

/// One hover, answered.
void hover(support::Editor& editor, const Sandbox& sandbox) {
    editor.result(steps::ask_hover(editor, sandbox));
}

FakeCollector::Tls tls_of(const Certificates& certificates, const std::string& name = "server") {
    return {certificates.certificate(name), certificates.key(name), certificates.authority()};
}

/// Makes the proxies of the sandbox send to a collector over TLS.
void send_over_tls(Sandbox& sandbox, const FakeCollector& collector,
                   const Certificates& certificates) {
    send_to(sandbox, "https://127.0.0.1:" + std::to_string(collector.port()));
    sandbox.environment["OTEL_EXPORTER_OTLP_CERTIFICATE"] = certificates.authority();
    sandbox.environment["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] =
        certificates.certificate("client");
    sandbox.environment["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = certificates.key("client");
}

}  // namespace

TEST_CASE("a collector receives the spans, metrics and log of a session", "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    FakeCollector collector;
    send_to(sandbox, collector);
    sandbox.environment["OTEL_EXPORTER_OTLP_HEADERS"] = "api-key=hunter%202";
    sandbox.environment["OTEL_EXPORTER_OTLP_TRACES_COMPRESSION"] = "gzip";
    sandbox.environment["OTEL_SERVICE_NAME"] = "my-editor";
    sandbox.environment["OTEL_RESOURCE_ATTRIBUTES"] = "team=go";
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    hover(*editor, sandbox);
    expect_all_signals(collector);

    const Json server = spans_named(collector, kHover, kServer).at(0);
    CHECK(attribute(server, "rpc.system.name") == "jsonrpc");
    CHECK(attribute(server, "rpc.method") == kHover);
    CHECK(attribute(server, "gopls_proxy.outcome") == "ok");
    const auto clients = spans_named(collector, kHover, kClient);
    CHECK(std::any_of(clients.begin(), clients.end(), [&](const Json& client) {
        return client.at("traceId") == server.at("traceId") &&
               client.at("parentSpanId") == server.at("spanId");
    }));
    steps::finish(*editor);

    // What was said last is sent before the proxy leaves.
    CHECK(has_log_record(collector, "exit"));
    CHECK_FALSE(spans_named(collector, "shutdown", kServer).empty());
    for (const auto& request : collector.received()) {
        CAPTURE(request.path);
        CHECK(request.headers.at("content-type") == "application/json");
        CHECK(request.headers.at("api-key") == "hunter 2");
        CHECK((request.headers.at("content-encoding") == "gzip") == (request.path == "/v1/traces"));
        const Json& resource = request.body.begin().value().at(0).at("resource");
        CHECK(attribute(resource, "service.name") == "my-editor");
        CHECK(attribute(resource, "team") == "go");
        CHECK(request.body.dump().find("file://") == std::string::npos);
    }
    CHECK(ProxyLog(sandbox).is_without("hunter"));
}

TEST_CASE("a signal that is switched off is not sent", "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    FakeCollector collector;
    send_to(sandbox, collector);
    sandbox.environment["OTEL_TRACES_EXPORTER"] = "none";
    sandbox.environment["OTEL_LOGS_EXPORTER"] = "none";
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    support::wait_until([&] { return has_metric(collector, "rpc.server.call.duration"); },
                        "a metric");
    steps::finish(*editor);
    for (const auto& request : collector.received()) CHECK(request.path == "/v1/metrics");
}

TEST_CASE("a collector that is down costs no message, and gets what waited when it comes back",
          "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto port = FakeCollector::free_port();
    send_to(sandbox, "http://127.0.0.1:" + std::to_string(port));
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const ProxyLog log(sandbox);
    hover(*editor, sandbox);
    for (const char* signal : {"traces", "metrics", "logs"}) {
        log.expect({Event::kOtlp, {{"signal", signal}, {"state", "failing"}}});
    }
    {
        const FakeCollector collector(port);
        expect_all_signals(collector);
        for (const char* signal : {"traces", "metrics", "logs"}) {
            log.expect({Event::kOtlp, {{"signal", signal}, {"state", "sending"}}});
        }
    }
    // Away again, and back once more.
    hover(*editor, sandbox);
    support::wait_until(
        [&] {
            return log.count({Event::kOtlp, {{"signal", "traces"}, {"state", "failing"}}}) == 2;
        },
        "the second failure");
    const FakeCollector collector(port);
    support::wait_until([&] { return !spans_named(collector, kHover, kServer).empty(); },
                        "the span that waited");
    steps::finish(*editor);
}

TEST_CASE("a busy collector gets the same spans again", "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    FakeCollector collector;
    send_to(sandbox, collector);
    sandbox.environment["OTEL_METRICS_EXPORTER"] = "none";
    sandbox.environment["OTEL_LOGS_EXPORTER"] = "none";
    sandbox.environment["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "1";
    collector.reply_with({{503, "1"}, {429, "0"}, {502, ""}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    support::wait_until([&] { return collector.received().size() > 4; }, "four attempts");
    const auto received = collector.received();
    for (int i = 1; i <= 3; ++i) CHECK(received.at(i).body == received.at(0).body);
    CHECK(received.at(4).body != received.at(0).body);
    steps::finish(*editor);
}

TEST_CASE("what a collector refuses is dropped, and said once", "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    FakeCollector collector;
    send_to(sandbox, collector);
    sandbox.environment["OTEL_METRICS_EXPORTER"] = "none";
    sandbox.environment["OTEL_LOGS_EXPORTER"] = "none";
    sandbox.environment["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "1";
    sandbox.environment["OTEL_EXPORTER_OTLP_HEADERS"] =
        "api-key=hunter2,authorization=Bearer%20topsecret123";
    collector.reply_with(
        {{400, "", R"({"message":"no such tenant hunter2, token topsecret123"})"},
         {200, "", R"({"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}})"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    hover(*editor, sandbox);
    support::wait_until([&] { return !spans_named(collector, kHover, kServer).empty(); },
                        "a span that is accepted");
    steps::finish(*editor);
    const auto received = collector.received();
    CHECK(received.at(0).body != received.at(1).body);
    const ProxyLog log(sandbox);
    CHECK(log.count({Event::kOtlp, {{"state", "refused"}}}) == 1);
    CHECK(log.has({Event::kOtlp, {{"state", "refused"}}, "no such tenant"}));
    CHECK(log.is_without("hunter2"));
    CHECK(log.is_without("topsecret123"));
}

TEST_CASE("a collector that never answers does not hold up the session or its end",
          "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    FakeCollector collector;
    collector.fall_silent();
    send_to(sandbox, collector);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    support::wait_until([&] { return !collector.received().empty(); }, "a request");
    for (int i = 0; i < 50; ++i) hover(*editor, sandbox);
    steps::finish(*editor);
}

TEST_CASE("a gopls started meanwhile does not inherit the connection", "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    FakeCollector collector;
    collector.fall_silent();
    send_to(sandbox, collector);
    fakes.rule({{"process", 1}, {"on", kHover}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    support::wait_until([&] { return !collector.received().empty(); }, "a request");
    CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 2);
    for (const auto& server : sandbox.servers(Target::fake_gopls())) {
        CHECK(support::open_sockets(server.pid) == 0);
    }
    steps::finish(*editor);
}

TEST_CASE("of a stall every request is kept, of the others as many as the sampler says",
          "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    FakeCollector collector;
    send_to(sandbox, collector);
    sandbox.environment["OTEL_TRACES_SAMPLER"] = "traceidratio";
    sandbox.environment["OTEL_TRACES_SAMPLER_ARG"] = "0";
    // None of them is slow.
    sandbox.environment["GOPLS_PROXY_SLOW_INTERACTIVE"] = "1h";
    sandbox.environment["GOPLS_PROXY_SLOW_THRESHOLD"] = "1h";
    fakes.rule({{"process", 1}, {"on", kHover}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    hover(*editor, sandbox);
    support::wait_until([&] { return !spans_named(collector, kHover, kServer).empty(); },
                        "the span of the request that met the stall");
    hover(*editor, sandbox);
    steps::finish(*editor);
    for (const Json& span : spans_named(collector, kHover, kServer)) {
        CHECK(attribute(span, "gopls_proxy.stalled") == true);
    }
    const auto reissued = spans_named(collector, kHover, kClient);
    REQUIRE_FALSE(reissued.empty());
    CHECK(attribute(reissued.at(0), "gopls_proxy.generation") == "2");
}

TEST_CASE("the signals reach a collector over TLS with a client certificate", "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const Certificates certificates(sandbox);
    const FakeCollector collector(0, tls_of(certificates));
    send_over_tls(sandbox, collector, certificates);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    hover(*editor, sandbox);
    expect_all_signals(collector);
    steps::finish(*editor);
    CHECK(has_log_record(collector, "exit"));
}

TEST_CASE("nothing is sent to a collector whose certificate is for another host", "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const Certificates certificates(sandbox);
    const FakeCollector collector(0, tls_of(certificates, "elsewhere"));
    send_over_tls(sandbox, collector, certificates);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    ProxyLog(sandbox).expect({Event::kOtlp, {{"state", "failing"}}, "certificate verify failed"});
    steps::finish(*editor);
    CHECK(collector.received().empty());
}

TEST_CASE("a collector that wants a client certificate gets nothing without one", "[otlp][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const Certificates certificates(sandbox);
    const FakeCollector collector(0, tls_of(certificates));
    send_over_tls(sandbox, collector, certificates);
    SECTION("none is set") {
        sandbox.environment.erase("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE");
        sandbox.environment.erase("OTEL_EXPORTER_OTLP_CLIENT_KEY");
    }
    SECTION("its file is missing") {
        sandbox.environment["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] =
            certificates.certificate("missing");
    }
    SECTION("the key needs a password, which nobody is asked for") {
        sandbox.write("certificates/client.key",
                      "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                      "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
                      "AAAAAAAAAAAAAAAAAAAAAA==\n-----END EC PRIVATE KEY-----\n");
    }
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    ProxyLog(sandbox).expect({Event::kOtlp, {{"state", "failing"}}});
    hover(*editor, sandbox);
    steps::finish(*editor);
    CHECK(collector.received().empty());
}

TEST_CASE("the settings for OpenTelemetry are shown without their secrets", "[otlp][fake]") {
    Sandbox sandbox;
    sandbox.environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "https://otel.example/in";
    sandbox.environment["OTEL_EXPORTER_OTLP_HEADERS"] = "api-key=hunter2";
    sandbox.environment["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = "https://logs.example/?key=hunter2";
    sandbox.environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
    const auto printed = support::run(support::direct(sandbox, Target::proxy(), {"config"}));
    CHECK(printed.output.find("# traces: sent to https://otel.example:443/in/v1/traces") !=
          std::string::npos);
    CHECK(printed.output.find("# logs: sent to https://logs.example:443/ ") != std::string::npos);
    CHECK(printed.errors.find("OTEL_EXPORTER_OTLP_PROTOCOL") != std::string::npos);
    CHECK((printed.output + printed.errors).find("hunter2") == std::string::npos);
}
