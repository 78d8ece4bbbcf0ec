// Requests as spans, by OpenTelemetry's conventions for JSON-RPC (docs/otlp.md). Pure.
#pragma once

#include "observability/otlp/json.hpp"
#include "observability/otlp/sampling.hpp"

namespace observability::otlp {

/// Appends the spans of a request: one towards the editor, and one towards gopls if gopls answered.
void append_spans(Json& spans, const TracedRequest& request);

}  // namespace observability::otlp
