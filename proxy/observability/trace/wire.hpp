// Records of a trace as JSON, for the control socket (docs/tracing.md).
//
// Reading accepts any JSON: a missing member, or one of another type, is left at its default. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/trace.hpp"
#include "observability/trace/timeline.hpp"

namespace observability::trace {

using Json = nlohmann::ordered_json;

Json to_json(const core::TraceRecord& record);
Json to_json(const std::vector<core::TraceRecord>& records);

core::TraceRecord record_of(const Json& json);
/// Returns the records of an array; none of anything else.
std::vector<core::TraceRecord> records_of(const Json& json);

/// Returns the sample in the reply to a `trace_read`. Nothing if the processes are unknown.
std::optional<Sample> sample_of(const Json& reply);

/// Returns a number at a key, or 0.
std::uint64_t count_at(const Json& json, const char* key);

}  // namespace observability::trace
