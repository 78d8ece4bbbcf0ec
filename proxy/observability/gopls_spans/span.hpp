// The spans that gopls measures of its own work, such as a load or a type check (docs/tracing.md).
// gopls v0.23 and newer sends them as OTLP in JSON, when it is started with `-otel`. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace observability::gopls_spans {

struct Span {
    std::string trace = {};            ///< hexadecimal; all spans below one message have the same
    std::string id = {};               ///< hexadecimal
    std::string parent = {};           ///< id of the span that it belongs to; empty: none
    std::string name = {};             ///< the method of a message; else "cache.snapshot.load"
    int pid = 0;                       ///< of gopls
    std::chrono::nanoseconds began{};  ///< since 1970
    std::chrono::nanoseconds ended{};  ///< since 1970
    bool failed = false;
    /// Those that name a message, a file, a package or a command, cut.
    std::vector<std::pair<std::string, std::string>> attributes = {};

    bool operator==(const Span&) const = default;
};

/// Returns the value of an attribute, or an empty text.
std::string_view value_of(const Span& span, std::string_view key);
/// Returns the id of the editor's request that gopls handled in this span, as raw JSON. Empty for
/// all other spans.
std::string request_id_of(const Span& span);

/// Returns the spans of an `ExportTraceServiceRequest`, without those that are too short to be
/// looked at. Returns none of anything else.
std::vector<Span> read_spans(std::string_view body);

using Json = nlohmann::ordered_json;

Json to_json(const std::vector<Span>& spans);
/// Returns the spans of an array that `to_json` made. Returns none of anything else.
std::vector<Span> spans_of(const Json& json);

}  // namespace observability::gopls_spans
