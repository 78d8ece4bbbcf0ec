#include "observability/otlp/metrics_json.hpp"

#include <cmath>
#include <set>

#include "unit/observability/otlp/support.hpp"

using namespace otlp_test;
using namespace std::chrono_literals;
using core::Outcome;
using observability::otlp::metrics_json;
using observability::otlp::MetricsSample;

namespace {

MetricsSample busy_session() {
    MetricsSample sample;
    core::Metrics& metrics = sample.session.status.metrics;
    auto& hover = metrics.method("textDocument/hover");
    for (const core::Duration time : {3ms, 30ms, 700ms}) hover.total.record(time);
    hover.failed_after(30ms, -32602);
    hover.outcomes[static_cast<std::size_t>(Outcome::kOk)] = 2;
    hover.outcomes[static_cast<std::size_t>(Outcome::kError)] = 1;
    metrics.method("a/foreign").total.record(1s);
    metrics.method("another/foreign").total.record(20s);
    metrics.counters.bytes_from_editor = 100;
    metrics.added.record(30us);
    sample.session.status.open_documents = 5;
    sample.session.version = "1.2.3";
    sample.session.gopls = {4096, 1500ms};
    sample.exported[0] = {10, 2};
    sample.began = 1'700'000'000s;
    sample.now = 1'700'000'060s;
    return sample;
}

Json metric(const Json& metrics, const std::string& name) {
    for (const Json& each : metrics) {
        if (each.at("name") == name) return each;
    }
    return nullptr;
}

/// Returns the points whose attribute has this value.
std::vector<Json> points(const Json& metric, const char* kind, const std::string& attribute,
                         const Json& value) {
    std::vector<Json> found;
    for (const Json& point : metric.at(kind).at("dataPoints")) {
        if (attribute_of(point, attribute) == value) found.push_back(point);
    }
    return found;
}

}  // namespace

TEST_CASE("The duration of calls follows the conventions for RPC") {
    const Json metrics = metrics_json(busy_session());
    check_encoding(metrics);
    const Json calls = metric(metrics, "rpc.server.call.duration");
    CHECK(calls.at("unit") == "s");
    CHECK(calls.at("histogram").at("aggregationTemporality") == 2);
    const auto hovers = points(calls, "histogram", "rpc.method", "textDocument/hover");
    REQUIRE(hovers.size() == 2);
    const Json& good = hovers[0];
    const Json& failed = hovers[1];
    CHECK(attribute_of(good, "error.type").is_null());
    CHECK(attribute_of(good, "rpc.system.name") == "jsonrpc");
    CHECK(good.at("count") == "2");
    CHECK(std::abs(good.at("sum").get<double>() - 0.703) < 1e-9);
    CHECK(good.at("startTimeUnixNano") == "1700000000000000000");
    CHECK(good.at("timeUnixNano") == "1700000060000000000");
    CHECK(good.at("explicitBounds") ==
          Json({0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0}));
    CHECK(good.at("bucketCounts") ==
          Json({"1", "0", "0", "0", "0", "0", "0", "0", "1", "0", "0", "0", "0", "0", "0"}));
    CHECK(attribute_of(failed, "error.type") == "-32602");
    CHECK(attribute_of(failed, "rpc.response.status_code") == "-32602");
    CHECK(failed.at("count") == "1");

    const auto others = points(calls, "histogram", "rpc.method", "_OTHER");
    REQUIRE(others.size() == 1);
    CHECK(others[0].at("count") == "2");
    CHECK(others[0].at("bucketCounts").back() == "1");  // 20 s
}

TEST_CASE("Prometheus's metrics have names and units of OpenTelemetry") {
    const Json metrics = metrics_json(busy_session());
    struct Row {
        const char* name;
        const char* unit;
        const char* kind;
    };
    for (const Row& row :
         {Row{"gopls_proxy.requests", "", "sum"},
          Row{"gopls_proxy.request_duration", "s", "histogram"},
          Row{"gopls_proxy.bytes", "By", "sum"}, Row{"gopls_proxy.open_documents", "", "gauge"},
          Row{"gopls_proxy.gopls_resident_memory", "By", "gauge"},
          Row{"gopls_proxy.gopls_cpu", "s", "sum"}, Row{"gopls_proxy.added", "s", "histogram"},
          Row{"gopls_proxy.build_info", "", "gauge"}}) {
        CAPTURE(row.name);
        const Json found = metric(metrics, row.name);
        REQUIRE(found.is_object());
        CHECK(found.value("unit", "") == row.unit);
        CHECK_FALSE(found.at("description").get<std::string>().empty());
        REQUIRE(found.contains(row.kind));
        const bool is_sum = std::string(row.kind) == "sum";
        CHECK(found.at(row.kind).value("isMonotonic", false) == is_sum);
        CHECK(found.at(row.kind).contains("aggregationTemporality") ==
              (std::string(row.kind) != "gauge"));
    }
    CHECK(points(metric(metrics, "gopls_proxy.requests"), "sum", "outcome", "ok")
              .at(0)
              .at("asDouble") == 2);
    CHECK(points(metric(metrics, "gopls_proxy.bytes"), "sum", "direction", "from_editor")
              .at(0)
              .at("asDouble") == 100);
}

TEST_CASE("What has counted nothing is left out, and all series have their own attributes") {
    const Json metrics = metrics_json(busy_session());
    CHECK(metric(metrics, "gopls_proxy.stalls_detected").is_null());
    CHECK(metric(metrics, "gopls_proxy.recovery").is_null());
    CHECK(metric(metrics, "gopls_proxy.requests").at("sum").at("dataPoints").size() == 2);
    std::set<std::string> names;
    for (const Json& each : metrics) CHECK(names.insert(each.at("name")).second);
}

TEST_CASE("The exporter counts what it has sent and lost") {
    const Json metrics = metrics_json(busy_session());
    CHECK(points(metric(metrics, "gopls_proxy.otlp_sent"), "sum", "signal", "traces")
              .at(0)
              .at("asDouble") == 10);
    CHECK(points(metric(metrics, "gopls_proxy.otlp_dropped"), "sum", "signal", "traces")
              .at(0)
              .at("asDouble") == 2);
    CHECK(points(metric(metrics, "gopls_proxy.otlp_dropped"), "sum", "signal", "logs").empty());
}
