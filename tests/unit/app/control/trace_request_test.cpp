#include "app/control/protocol.hpp"
#include "support/catch.hpp"

using namespace app::control;
using Step = TraceRequest::Step;

TEST_CASE("a request about a trace is read as it is written") {
    for (const Step step : {Step::kStart, Step::kRead, Step::kStop}) {
        const auto parsed = parse_request(request_line(TraceRequest{step, 17}));
        REQUIRE(parsed.has_value());
        REQUIRE(parsed->trace.has_value());
        CHECK(parsed->trace->step == step);
        CHECK(parsed->trace->from == (step == Step::kStart ? 0 : 17));
    }
    CHECK_FALSE(parse_request(request_line(app::control::Command::kStatus))->trace.has_value());
}

TEST_CASE("a trace request without a valid place begins at the oldest record") {
    for (const char* from : {"-1", "\"7\"", "1.5", "null", "[]"}) {
        const auto parsed = parse_request(R"({"version":1,"command":"trace_read","from":)" +
                                          std::string(from) + "}");
        REQUIRE(parsed.has_value());
        CHECK(parsed->trace->from == 0);
    }
}
