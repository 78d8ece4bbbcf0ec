// Lines of the log as log records (docs/otlp.md). Pure.
#pragma once

#include <chrono>

#include "core/base/event.hpp"
#include "observability/otlp/json.hpp"

namespace observability::otlp {

/// An event of the log with its time.
struct LogLine {
    core::Event event;
    std::chrono::nanoseconds since_1970{};
};

Json log_record(const LogLine& line);

}  // namespace observability::otlp
