#include "observability/otlp/settings.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using observability::otlp::Attributes;
using observability::otlp::Settings;
using observability::otlp::settings_from;
using observability::otlp::Signal;
using observability::otlp::Variables;

namespace {

constexpr const char* kEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Returns the settings with these variables and an endpoint.
Settings with(Variables variables) {
    variables.emplace(kEndpoint, "http://localhost:4318");
    return settings_from(variables);
}

std::string url_of(const Settings& settings, Signal signal) {
    const auto& target = settings.target(signal);
    return target ? to_text(target->url) : "off";
}

}  // namespace

TEST_CASE("Nothing is exported unless a variable names an endpoint") {
    for (const Variables& variables :
         {Variables{}, Variables{{kEndpoint, ""}}, Variables{{kEndpoint, " "}},
          Variables{{"OTEL_SERVICE_NAME", "x"}, {"OTEL_TRACES_EXPORTER", "otlp"}},
          Variables{{kEndpoint, "http://a"}, {"OTEL_SDK_DISABLED", "TRUE"}},
          Variables{{kEndpoint, "http://a"},
                    {"OTEL_TRACES_EXPORTER", "none"},
                    {"OTEL_METRICS_EXPORTER", "none"},
                    {"OTEL_LOGS_EXPORTER", "none"}}}) {
        const Settings settings = settings_from(variables);
        CHECK_FALSE(settings.is_on());
        CHECK(settings.warnings.empty());
    }
}

TEST_CASE("One endpoint serves all signals, each with its path") {
    for (const char* endpoint : {"http://localhost:4318", "http://localhost:4318/"}) {
        const Settings settings = settings_from({{kEndpoint, endpoint}});
        CHECK(settings.is_on());
        CHECK(url_of(settings, Signal::kTraces) == "http://localhost:4318/v1/traces");
        CHECK(url_of(settings, Signal::kMetrics) == "http://localhost:4318/v1/metrics");
        CHECK(url_of(settings, Signal::kLogs) == "http://localhost:4318/v1/logs");
        CHECK(settings.warnings.empty());
    }
    CHECK(url_of(settings_from({{kEndpoint, "https://a/otlp"}}), Signal::kLogs) ==
          "https://a:443/otlp/v1/logs");
}

TEST_CASE("The endpoint of a signal is used as it is, and switches on that signal alone") {
    const Settings settings = settings_from(
        {{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://metrics.example/in?key=secret"}});
    CHECK(url_of(settings, Signal::kMetrics) == "https://metrics.example:443/in");
    CHECK(settings.target(Signal::kMetrics)->url.target == "/in?key=secret");
    CHECK(url_of(settings, Signal::kTraces) == "off");
    CHECK(url_of(settings, Signal::kLogs) == "off");
}

TEST_CASE("A variable of one signal overrides that of all") {
    const Settings settings = with({{"OTEL_EXPORTER_OTLP_TIMEOUT", "2000"},
                                    {"OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "300"},
                                    {"OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"},
                                    {"OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "none"},
                                    {"OTEL_EXPORTER_OTLP_HEADERS", "api-key=all"},
                                    {"OTEL_EXPORTER_OTLP_METRICS_HEADERS", "api-key=metrics"},
                                    {"OTEL_EXPORTER_OTLP_CERTIFICATE", "/ca.pem"},
                                    {"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "/client.pem"},
                                    {"OTEL_EXPORTER_OTLP_CLIENT_KEY", "/client.key"},
                                    {"OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY", "/logs.key"},
                                    {"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://logs/"}});
    const auto& traces = settings.target(Signal::kTraces);
    const auto& metrics = settings.target(Signal::kMetrics);
    const auto& logs = settings.target(Signal::kLogs);
    CHECK(traces->timeout == 300ms);
    CHECK(metrics->timeout == 2s);
    CHECK(traces->gzip);
    CHECK_FALSE(logs->gzip);
    CHECK(traces->headers == Attributes{{"api-key", "all"}});
    CHECK(metrics->headers == Attributes{{"api-key", "metrics"}});
    CHECK(traces->certificate == "/ca.pem");
    CHECK(logs->client_certificate == "/client.pem");
    CHECK(traces->client_key == "/client.key");
    CHECK(logs->client_key == "/logs.key");
    CHECK(url_of(settings, Signal::kLogs) == "http://logs:80/");
    CHECK(settings.warnings.empty());
}

TEST_CASE("Headers and attributes are lists with values in percent-encoding") {
    const Settings settings =
        with({{"OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20YTpi=, x = 1 ,"},
              {"OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=caf%C3%A9,service.name=a"},
              {"OTEL_SERVICE_NAME", "editor"}});
    CHECK(settings.target(Signal::kLogs)->headers ==
          Attributes{{"authorization", "Basic YTpi="}, {"x", "1"}});
    CHECK(settings.resource ==
          Attributes{{"deployment.environment.name", "caf\xC3\xA9"}, {"service.name", "editor"}});
    CHECK(settings.warnings.empty());
}

TEST_CASE("The sampler, the buffers and the interval follow their variables") {
    CHECK(with({}).sample_ratio == 1);
    CHECK(with({{"OTEL_TRACES_SAMPLER", "parentbased_always_on"}}).sample_ratio == 1);
    CHECK(with({{"OTEL_TRACES_SAMPLER", "always_off"}}).samples_none);
    for (const char* sampler : {"traceidratio", "parentbased_traceidratio"}) {
        const Settings settings =
            with({{"OTEL_TRACES_SAMPLER", sampler}, {"OTEL_TRACES_SAMPLER_ARG", "0.25"}});
        CHECK(settings.sample_ratio == 0.25);
        CHECK_FALSE(settings.samples_none);
    }
    const Settings settings = with({{"OTEL_METRIC_EXPORT_INTERVAL", "1500"},
                                    {"OTEL_BSP_MAX_QUEUE_SIZE", "100"},
                                    {"OTEL_BSP_SCHEDULE_DELAY", "10"},
                                    {"OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "7"}});
    CHECK(settings.metric_interval == 1500ms);
    CHECK(settings.requests.most == 100);
    CHECK(settings.requests.batch == 100);  // not more than fit
    CHECK(settings.requests.delay == 10ms);
    CHECK(settings.log_lines.most == 2048);
    CHECK(settings.log_lines.batch == 7);
    CHECK(settings.log_lines.delay == 1s);
}

TEST_CASE("A mistake is named with its variable and the allowed values, and the default counts") {
    struct Row {
        const char* variable;
        const char* value;
        const char* allowed;
    };
    for (const Row& row : {
             Row{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "http/json"},
             Row{"OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/protobuf", "http/json"},
             Row{"OTEL_EXPORTER_OTLP_COMPRESSION", "zstd", "gzip or none"},
             Row{"OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "a whole number from 1"},
             Row{"OTEL_EXPORTER_OTLP_TIMEOUT", "0", "a whole number from 1"},
             Row{"OTEL_METRIC_EXPORT_INTERVAL", "-1", "a whole number from 1"},
             Row{"OTEL_BSP_MAX_QUEUE_SIZE", "99999999999999999999", "a whole number from 1"},
             Row{"OTEL_TRACES_SAMPLER", "jaeger_remote", "always_on, always_off or traceidratio"},
             Row{"OTEL_TRACES_EXPORTER", "otlp,console", "otlp or none"},
             Row{"OTEL_SDK_DISABLED", "yes", "true or false"},
             Row{"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta", "cumulative"},
         }) {
        CAPTURE(row.variable, row.value);
        const Settings settings = with({{row.variable, row.value}});
        REQUIRE(settings.warnings.size() == 1);
        CHECK(settings.warnings[0].find(row.variable) == 0);
        CHECK(settings.warnings[0].find(row.allowed) != std::string::npos);
        CHECK(settings.is_on());
        CHECK(settings.target(Signal::kTraces)->timeout == 10s);
        CHECK(settings.metric_interval == 60s);
    }
    for (const char* ratio : {"2", "-0.1", "x", "nan"}) {
        const Settings settings =
            with({{"OTEL_TRACES_SAMPLER", "traceidratio"}, {"OTEL_TRACES_SAMPLER_ARG", ratio}});
        CHECK(settings.warnings.size() == 1);
        CHECK(settings.sample_ratio == 1);
    }
}

TEST_CASE("A mistake in a secret is named without the secret") {
    for (const auto& [variable, value] : Variables{
             {"OTEL_EXPORTER_OTLP_HEADERS", "hunter2"},
             {"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "authorization=hunter2%"},
             {"OTEL_EXPORTER_OTLP_LOGS_HEADERS", "a=hunter2%0D%0AHost: b"},
             {"OTEL_EXPORTER_OTLP_METRICS_HEADERS", "a b=hunter2"},
             {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://me:hunter2@a"},
             {"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "hunter2"},
         }) {
        CAPTURE(variable);
        const Settings settings = with({{variable, value}});
        REQUIRE(settings.warnings.size() == 1);
        CHECK(settings.warnings[0].find(variable) == 0);
        CHECK(settings.warnings[0].find("hunter2") == std::string::npos);
        for (const Signal signal : observability::otlp::kAllSignals) {
            if (const auto& target = settings.target(signal)) CHECK(target->headers.empty());
        }
    }
}
