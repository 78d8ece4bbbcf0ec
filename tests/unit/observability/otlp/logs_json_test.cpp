#include "observability/otlp/logs_json.hpp"

#include "core/base/trace_id.hpp"
#include "unit/observability/otlp/support.hpp"

using namespace otlp_test;
using namespace std::chrono_literals;
using core::Event;
using core::LogLevel;
using observability::otlp::log_record;

TEST_CASE("A line of the log is a log record") {
    const Json record = log_record({{LogLevel::kWarning,
                                     Event::kStall,
                                     {{"generation", 1}, {"verdict", "stopped"}},
                                     "gopls was stopped by a signal"},
                                    1'700'000'000s + 5ns});
    check_encoding(record);
    CHECK(record.at("timeUnixNano") == "1700000000000000005");
    CHECK(record.at("observedTimeUnixNano") == "1700000000000000005");
    CHECK(record.at("severityNumber") == 13);
    CHECK(record.at("severityText") == "WARN");
    CHECK(record.at("eventName") == "gopls_proxy.stall");
    CHECK(record.at("body").at("stringValue") == "gopls was stopped by a signal");
    CHECK(attribute_of(record, "gopls_proxy.generation") == "1");
    CHECK(attribute_of(record, "gopls_proxy.verdict") == "stopped");
    CHECK_FALSE(record.contains("traceId"));
}

TEST_CASE("A log record about a request has the id of its trace") {
    const std::string id = core::to_text(core::TraceId{0x0123456789abcdef, 7});
    const Json record = log_record({{LogLevel::kWarning, Event::kSlow, {{"trace", id}}, {}}, 0s});
    CHECK(record.at("traceId") == id);
    check_encoding(record);
}

TEST_CASE("The levels of the log have the numbers of OpenTelemetry") {
    const std::pair<LogLevel, int> rows[] = {{LogLevel::kDebug, 5},
                                             {LogLevel::kInfo, 9},
                                             {LogLevel::kWarning, 13},
                                             {LogLevel::kError, 17}};
    for (const auto& [level, number] : rows) {
        CHECK(log_record({{level, Event::kNote, {}, "x"}, 0s}).at("severityNumber") == number);
    }
}

TEST_CASE("A log record has no empty body and no endless one") {
    CHECK_FALSE(log_record({{LogLevel::kInfo, Event::kExit, {{"code", 0}}}, 0s}).contains("body"));
    const Json record =
        log_record({{LogLevel::kInfo, Event::kTiming, {}, std::string(1 << 20, 'x')}, 0s});
    CHECK(record.at("body").at("stringValue").get<std::string>().size() == 16 << 10);
    const Json broken = log_record({{LogLevel::kInfo, Event::kNote, {}, "caf\xC3"}, 0s});
    CHECK(observability::otlp::to_text(broken).find("caf\xEF\xBF\xBD") != std::string::npos);
}
