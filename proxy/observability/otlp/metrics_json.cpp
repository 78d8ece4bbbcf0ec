#include "observability/otlp/metrics_json.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "observability/metrics/families.hpp"

namespace observability::otlp {
namespace {

using core::MethodMetrics;
using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using std::string_view;
using namespace std::chrono_literals;

/// `AggregationTemporality`.
constexpr int kCumulative = 2;
/// Those that the conventions name for `rpc.server.call.duration`.
constexpr std::array<core::Duration, 14> kCallBounds{
    5ms, 10ms, 25ms, 50ms, 75ms, 100ms, 250ms, 500ms, 750ms, 1s, 2500ms, 5s, 7500ms, 10s};

class Metrics {
  public:
    explicit Metrics(const MetricsSample& sample)
        : began_(to_text(sample.began)), now_(to_text(sample.now)) {}

    /// Adds one metric, unless none of its points has counted anything.
    void add(const std::string& name, const std::string& unit, string_view description,
             const char* kind, Json points) {
        if (points.empty()) return;
        Json data = {{"dataPoints", std::move(points)}};
        if (kind != kGauge) data["aggregationTemporality"] = kCumulative;
        if (kind == kSum) data["isMonotonic"] = true;
        Json metric = {{"name", name}, {"description", description}, {kind, std::move(data)}};
        if (!unit.empty()) metric["unit"] = unit;
        list.push_back(std::move(metric));
    }

    Json point(Json attributes) const {
        return {{"attributes", std::move(attributes)},
                {"startTimeUnixNano", began_},
                {"timeUnixNano", now_}};
    }
    Json number(Json attributes, double value) const {
        Json json = point(std::move(attributes));
        json["asDouble"] = value;
        return json;
    }
    Json histogram(Json attributes, const ClientMetric::Histogram& of) const {
        Json json = point(std::move(attributes));
        json["count"] = to_text(of.sample_count);
        json["sum"] = of.sample_sum;
        Json& counts = json["bucketCounts"] = Json::array();
        Json& bounds = json["explicitBounds"] = Json::array();
        std::uint64_t below = 0;
        for (const ClientMetric::Bucket& bucket : of.bucket) {
            counts.push_back(to_text(bucket.cumulative_count - below));
            bounds.push_back(bucket.upper_bound);
            below = bucket.cumulative_count;
        }
        counts.push_back(to_text(of.sample_count - below));
        return json;
    }

    static constexpr const char* kSum = "sum";
    static constexpr const char* kGauge = "gauge";
    static constexpr const char* kHistogram = "histogram";

    Json list = Json::array();

  private:
    std::string began_;
    std::string now_;
};

Json attributes_of(const ClientMetric& series) {
    Json attributes = Json::array();
    for (const ClientMetric::Label& label : series.label) {
        attributes.push_back(attribute(label.name, label.value));
    }
    return attributes;
}

/// Takes `ending` off the end of `name`, if it is there.
bool take_off(std::string& name, string_view ending) {
    if (!name.ends_with(ending)) return false;
    name.resize(name.size() - ending.size());
    return true;
}

/// Returns the name and the unit (UCUM) of a metric that has this name for Prometheus.
std::pair<std::string, std::string> name_and_unit(const MetricFamily& family) {
    constexpr string_view kPrefix = "gopls_proxy_";
    std::string name = family.name.substr(kPrefix.size());
    if (family.type == MetricType::Counter) take_off(name, "_total");
    const char* unit = "";
    if (take_off(name, "_seconds")) {
        unit = "s";
    } else if (name == "bytes" || take_off(name, "_bytes")) {
        unit = "By";
    }
    return {"gopls_proxy." + name, unit};
}

void add_family(Metrics& to, const MetricFamily& family) {
    const auto [name, unit] = name_and_unit(family);
    Json points = Json::array();
    for (const ClientMetric& series : family.metric) {
        if (family.type == MetricType::Histogram) {
            if (series.histogram.sample_count == 0) continue;
            points.push_back(to.histogram(attributes_of(series), series.histogram));
        } else if (family.type == MetricType::Gauge) {
            points.push_back(to.number(attributes_of(series), series.gauge.value));
        } else if (series.counter.value != 0) {
            points.push_back(to.number(attributes_of(series), series.counter.value));
        }
    }
    to.add(name, unit, family.help,
           family.type == MetricType::Histogram ? Metrics::kHistogram
           : family.type == MetricType::Gauge   ? Metrics::kGauge
                                                : Metrics::kSum,
           std::move(points));
}

std::string error_type(int code) {
    return code == MethodMetrics::kOtherErrorCode ? "_OTHER" : std::to_string(code);
}

/// The requests of the editor by method and error; those without an error have an empty one.
std::map<std::pair<string_view, std::string>, std::vector<core::Histogram>> calls(
    const core::Metrics& measured) {
    std::map<std::pair<string_view, std::string>, std::vector<core::Histogram>> by_error;
    for (const auto& [method, of] : measured.methods()) {
        const string_view label = metrics::method_label(method);
        core::Histogram good = of.total;
        for (const auto& [code, times] : of.failed) {
            good = good.without(times);
            by_error[{label, error_type(code)}].push_back(times);
        }
        by_error[{label, ""}].push_back(good);
    }
    return by_error;
}

void add_calls(Metrics& to, const core::Metrics& measured) {
    Json points = Json::array();
    for (const auto& [key, histograms] : calls(measured)) {
        const auto& [method, error] = key;
        std::vector<const core::Histogram*> parts;
        for (const core::Histogram& part : histograms) parts.push_back(&part);
        const auto sum = metrics::sum_of(parts, kCallBounds);
        if (sum.sample_count == 0) continue;
        Json attributes =
            Json::array({attribute("rpc.system.name", "jsonrpc"), attribute("rpc.method", method)});
        if (!error.empty()) {
            attributes.push_back(attribute("error.type", error));
            // Such a code cannot be told.
            if (error != "_OTHER")
                attributes.push_back(attribute("rpc.response.status_code", error));
        }
        points.push_back(to.histogram(std::move(attributes), sum));
    }
    to.add("rpc.server.call.duration", "s",
           "Measures the duration of an incoming Remote Procedure Call (RPC).", Metrics::kHistogram,
           std::move(points));
}

void add_exported(Metrics& to, const CountsBySignal& exported) {
    const auto counter = [&](const char* what, const char* description,
                             std::uint64_t Counts::*count) {
        Json points = Json::array();
        for (const Signal signal : kAllSignals) {
            const std::uint64_t value = exported[static_cast<std::size_t>(signal)].*count;
            if (value == 0) continue;
            points.push_back(to.number(Json::array({attribute("signal", name(signal))}),
                                       static_cast<double>(value)));
        }
        to.add(what, "", description, Metrics::kSum, std::move(points));
    };
    counter("gopls_proxy.otlp_sent",
            "Requests, lines of the log and metrics sent to the collector.", &Counts::sent);
    counter("gopls_proxy.otlp_dropped",
            "The ones that were lost: the collector was away for too long, or refused them.",
            &Counts::dropped);
}

}  // namespace

Json metrics_json(const MetricsSample& sample) {
    Metrics to(sample);
    for (const MetricFamily& family : metrics::SessionMetrics(sample.session).Collect()) {
        add_family(to, family);
    }
    add_calls(to, sample.session.status.metrics);
    add_exported(to, sample.exported);
    return std::move(to.list);
}

}  // namespace observability::otlp
