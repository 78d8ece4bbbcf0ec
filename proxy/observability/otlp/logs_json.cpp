#include "observability/otlp/logs_json.hpp"

#include <array>
#include <string>
#include <string_view>

#include "core/base/trace_id.hpp"

namespace observability::otlp {
namespace {

struct Severity {
    int number;  ///< `SeverityNumber`
    const char* text;
};

/// By `core::LogLevel`.
constexpr std::array<Severity, 4> kSeverities{
    {{5, "DEBUG"}, {9, "INFO"}, {13, "WARN"}, {17, "ERROR"}}};
constexpr const char* kNamePrefix = "gopls_proxy.";
/// A table, or the last words of gopls, may be long.
constexpr std::size_t kMostSentence = 16 << 10;

}  // namespace

Json log_record(const LogLine& line) {
    const core::Event& event = line.event;
    const Severity severity = kSeverities[static_cast<std::size_t>(event.level)];
    Json attributes = Json::array();
    for (const core::Field& field : event.fields) {
        attributes.push_back(attribute(kNamePrefix + field.key, field.value));
    }
    const std::string time = to_text(line.since_1970);
    Json record = {{"timeUnixNano", time},
                   {"observedTimeUnixNano", time},
                   {"severityNumber", severity.number},
                   {"severityText", severity.text},
                   {"eventName", kNamePrefix + std::string(core::name(event.name))},
                   {"attributes", std::move(attributes)}};
    // Of a slow request, which is a trace as well.
    if (const std::string_view trace = event.value("trace"); core::read_trace_id(trace)) {
        record["traceId"] = trace;
    }
    if (!event.sentence.empty()) {
        record["body"] = {{"stringValue", event.sentence.substr(0, kMostSentence)}};
    }
    return record;
}

}  // namespace observability::otlp
