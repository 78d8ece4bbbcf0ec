// Values of OTLP's JSON encoding (OTLP specification, "JSON Protobuf Encoding"): names in
// lowerCamelCase, 64-bit integers as text, enumerators as numbers, ids as hexadecimal text. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace observability::otlp {

using Json = nlohmann::json;

/// Names and values of attributes, in order.
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// Returns one `KeyValue`.
Json attribute(std::string_view name, std::string_view value);
Json attribute(std::string_view name, std::uint64_t value);

/// Returns an integer of 64 bits.
std::string to_text(std::uint64_t number);
/// Returns a time since 1970; times before count as 1970.
std::string to_text(std::chrono::nanoseconds since_1970);
std::string to_hex(std::span<const std::uint8_t> bytes);

/// The names of the levels of a request.
struct Levels {
    const char* resources;
    const char* scopes;
    const char* items;
};
inline constexpr Levels kSpanLevels{"resourceSpans", "scopeSpans", "spans"};
inline constexpr Levels kMetricLevels{"resourceMetrics", "scopeMetrics", "metrics"};
inline constexpr Levels kLogLevels{"resourceLogs", "scopeLogs", "logRecords"};
/// Returns a whole request. `version` is that of the proxy.
Json request(const Levels& levels, const Json& resource, std::string_view version, Json items);

/// Returns the text of a request. Bad UTF-8 becomes U+FFFD.
std::string to_text(const Json& json);

}  // namespace observability::otlp
