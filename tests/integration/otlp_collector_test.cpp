// A real collector of OpenTelemetry receives what the exporter sends, also over TLS with a client
// certificate, and goes away and comes back.
#include <signal.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "support/failure.hpp"
#include "support/fake_collector.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Certificates;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

const char* const kProgram = GOPLS_PROXY_TEST_OTEL_COLLECTOR;

/// Returns false, and says so, where the collector is not installed.
bool is_installed() {
    if (std::filesystem::exists(kProgram)) return true;
    std::puts("otlp_collector: not run: '.ci/otel-collector' builds the collector");
    return false;
}

/// A collector that writes what it receives to a file of the sandbox.
class Collector {
  public:
    Collector(const Sandbox& sandbox, std::uint16_t port, const std::string& tls = "")
        : sandbox_(sandbox), process_(options(sandbox, port, tls)) {}
    ~Collector() { stop(); }
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    /// Waits until something in the file satisfies the condition: a span, a metric, a log record.
    void expect(const std::string& what, const std::function<bool(const Json&)>& condition) {
        support::wait_until(
            [&] {
                if (process_.status()) {
                    throw support::TestFailure("the collector has ended");
                }
                return any(condition);
            },
            what);
    }
    void expect_span(const std::string& name, int kind) {
        expect("a span of " + name, [&](const Json& item) {
            return item.contains("spanId") && item.at("name") == name && item.at("kind") == kind;
        });
    }
    void expect_metric(const std::string& name) {
        expect("the metric " + name, [&](const Json& item) {
            return !item.contains("spanId") && item.value("name", "") == name;
        });
    }
    void expect_event(const std::string& name) {
        expect("a log record of " + name, [&](const Json& item) {
            return item.value("eventName", "") == "gopls_proxy." + name;
        });
    }
    void stop() {
        process_.kill(SIGTERM);
        support::wait_until([&] { return process_.status().has_value(); },
                            "the end of the collector");
    }

  private:
    static support::ChildOptions options(const Sandbox& sandbox, std::uint16_t port,
                                         const std::string& tls) {
        sandbox.write("collector.yml",
                      "receivers:\n"
                      "  otlp: {protocols: {http: {endpoint: '127.0.0.1:" +
                          std::to_string(port) + "'" + tls +
                          "}}}\n"
                          "exporters:\n"
                          "  file: {path: '" +
                          sandbox.path("received.json").string() +
                          "', append: true, flush_interval: 50ms}\n"
                          "service:\n"
                          "  telemetry: {metrics: {level: none}, logs: {level: error}}\n"
                          "  pipelines:\n"
                          "    traces: {receivers: [otlp], exporters: [file]}\n"
                          "    metrics: {receivers: [otlp], exporters: [file]}\n"
                          "    logs: {receivers: [otlp], exporters: [file]}\n");
        return support::direct(sandbox, kProgram,
                               {"--config=file:" + sandbox.path("collector.yml").string()});
    }

    /// Whether an object in the file satisfies the condition.
    bool any(const std::function<bool(const Json&)>& condition) const {
        std::istringstream lines(sandbox_.read("received.json"));
        for (std::string line; std::getline(lines, line);) {
            const Json json = Json::parse(line, nullptr, false);  // the last line may be cut
            if (!json.is_discarded() && any_in(json, condition)) return true;
        }
        return false;
    }
    static bool any_in(const Json& json, const std::function<bool(const Json&)>& condition) {
        if (json.is_object() && condition(json)) return true;
        if (!json.is_structured()) return false;
        for (const Json& inner : json) {
            if (any_in(inner, condition)) return true;
        }
        return false;
    }

    const Sandbox& sandbox_;
    support::ChildProcess process_;
};

void send_to(Sandbox& sandbox, const std::string& scheme, std::uint16_t port) {
    sandbox.environment["OTEL_EXPORTER_OTLP_ENDPOINT"] =
        scheme + "://127.0.0.1:" + std::to_string(port);
    sandbox.environment["OTEL_EXPORTER_OTLP_COMPRESSION"] = "gzip";
    sandbox.environment["OTEL_BSP_SCHEDULE_DELAY"] = "50";
    sandbox.environment["OTEL_BLRP_SCHEDULE_DELAY"] = "50";
    sandbox.environment["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
}

void expect_all_signals(Collector& collector) {
    collector.expect_span("textDocument/definition", 2);  // SPAN_KIND_SERVER
    collector.expect_span("textDocument/definition", 3);  // SPAN_KIND_CLIENT
    collector.expect_metric("rpc.server.call.duration");
    collector.expect_metric("gopls_proxy.open_documents");
    collector.expect_event("started");
    collector.expect_event("loaded");
}

}  // namespace

TEST_CASE("a collector receives a session with the real gopls, goes away and comes back",
          "[otlp_collector][real]") {
    if (!is_installed()) return;
    Sandbox sandbox;
    sandbox.write_module();
    const auto port = support::FakeCollector::free_port();
    send_to(sandbox, "http", port);
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const ProxyLog log(sandbox);
    log.expect({Event::kOtlp, {{"signal", "traces"}, {"state", "failing"}}});
    {
        Collector collector(sandbox, port);
        expect_all_signals(collector);
    }
    const auto ask_symbols = [&] {
        editor->result(editor->request("textDocument/documentSymbol",
                                       {{"textDocument", {{"uri", steps::main_uri(sandbox)}}}}));
    };
    ask_symbols();
    support::wait_until(
        [&] {
            return log.count({Event::kOtlp, {{"signal", "traces"}, {"state", "failing"}}}) >= 2;
        },
        "the second failure");
    Collector collector(sandbox, port);
    collector.expect_span("textDocument/documentSymbol", 2);  // SPAN_KIND_SERVER
    steps::finish(*editor);
}

TEST_CASE("a collector receives a session over TLS with a client certificate",
          "[otlp_collector][real]") {
    if (!is_installed()) return;
    Sandbox sandbox;
    sandbox.write_module();
    const Certificates certificates(sandbox);
    const auto port = support::FakeCollector::free_port();
    send_to(sandbox, "https", port);
    sandbox.environment["OTEL_EXPORTER_OTLP_CERTIFICATE"] = certificates.authority();
    sandbox.environment["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] =
        certificates.certificate("client");
    sandbox.environment["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = certificates.key("client");
    Collector collector(sandbox, port,
                        ", tls: {cert_file: '" + certificates.certificate("server") +
                            "', key_file: '" + certificates.key("server") + "', client_ca_file: '" +
                            certificates.authority() + "'}");
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    expect_all_signals(collector);
    steps::finish(*editor);
    collector.expect_event("exit");
}
