#include "observability/otlp/spans_json.hpp"

#include <string>

#include "observability/metrics/prometheus.hpp"
#include "observability/trace/wire.hpp"

namespace observability::otlp {
namespace {

using core::Outcome;
using core::TraceRecord;

/// `Span.SpanKind`.
enum Kind { kServer = 2, kClient = 3 };
/// `Status.StatusCode`. A span without an error has no status.
constexpr int kStatusError = 2;
/// Sampled; the parent is known, and not in another process.
constexpr int kFlags = 0x101;

bool is_known(const TraceRecord& record) {
    return metrics::method_label(record.method.view()) != metrics::kOtherMethod;
}

/// Returns the id of a request as text: a JSON string without its quotes.
std::string_view id_text(std::string_view raw) {
    const bool quoted = raw.size() > 1 && raw.front() == '"' && raw.back() == '"';
    return quoted ? raw.substr(1, raw.size() - 2) : raw;
}

/// The attributes of both spans.
Json common_attributes(const TraceRecord& record) {
    Json attributes =
        Json::array({attribute("rpc.system.name", "jsonrpc"),
                     attribute("rpc.method", metrics::method_label(record.method.view())),
                     attribute("jsonrpc.protocol.version", "2.0"),
                     attribute("jsonrpc.request.id", id_text(record.id.view())),
                     attribute("network.transport", "pipe")});
    if (!is_known(record)) {
        attributes.push_back(attribute("rpc.method_original", record.method.view()));
    }
    if (record.error_code) {
        const std::string code = std::to_string(*record.error_code);
        attributes.push_back(attribute("rpc.response.status_code", code));
        attributes.push_back(attribute("error.type", code));
    }
    if (record.generation != 0) {
        attributes.push_back(
            attribute("gopls_proxy.generation", static_cast<std::uint64_t>(record.generation)));
    }
    return attributes;
}

Json span(const TracedRequest& request, Kind kind, const SpanId& id, core::Time began) {
    const TraceRecord& record = request.record;
    const auto since_1970 = [&](core::Time time) {
        return to_text(time.time_since_epoch() + request.clock_offset);
    };
    Json json = {
        {"traceId", core::to_text(record.trace_id)},
        {"spanId", to_hex(id)},
        {"flags", kFlags},
        {"name", is_known(record) ? std::string(record.method.view()) : std::string("jsonrpc")},
        {"kind", static_cast<int>(kind)},
        {"startTimeUnixNano", since_1970(began)},
        {"endTimeUnixNano", since_1970(record.ended)},
        {"attributes", common_attributes(record)}};
    if (record.error_code) json["status"] = {{"code", kStatusError}};
    return json;
}

}  // namespace

void append_spans(Json& spans, const TracedRequest& request) {
    const TraceRecord& record = request.record;
    Json server = span(request, kServer, request.server_span, record.arrived);
    Json& attributes = server["attributes"];
    attributes.push_back(attribute("gopls_proxy.outcome", core::name(record.outcome)));
    attributes.push_back(attribute("gopls_proxy.request.size", record.request_bytes));
    attributes.push_back(attribute("gopls_proxy.reply.size", record.reply_bytes));
    if (request.stalled) {
        attributes.push_back({{"key", "gopls_proxy.stalled"}, {"value", {{"boolValue", true}}}});
    }
    spans.push_back(std::move(server));
    if (record.by_proxy) return;
    Json client = span(request, kClient, request.client_span, record.began);
    client["parentSpanId"] = to_hex(request.server_span);
    spans.push_back(std::move(client));
}

}  // namespace observability::otlp
