#include "observability/otlp/spans_json.hpp"

#include "unit/observability/otlp/support.hpp"

using namespace otlp_test;
using namespace std::chrono_literals;
using core::Outcome;
using core::Time;
using core::TraceRecord;
using observability::otlp::append_spans;
using observability::otlp::TracedRequest;

namespace {

TracedRequest hover() {
    TracedRequest request;
    TraceRecord& record = request.record;
    record.kind = TraceRecord::Kind::kRequest;
    record.method.set("textDocument/hover");
    record.id.set("7");
    record.text.set("file:///home/me/secret.go");
    record.generation = 2;
    record.arrived = Time(1s);
    record.began = Time(3s);
    record.ended = Time(4s);
    record.request_bytes = 100;
    record.reply_bytes = 2000;
    record.trace_id = {0x0123456789abcdef, 7};
    request.server_span = {0xaa};
    request.client_span = {0xbb};
    request.clock_offset = 1'700'000'000s;
    return request;
}

Json spans_of(const TracedRequest& request) {
    Json spans = Json::array();
    append_spans(spans, request);
    check_encoding(spans);
    CHECK(spans.dump().find("secret.go") == std::string::npos);
    return spans;
}

}  // namespace

TEST_CASE("A request is a span towards the editor, and below it one towards gopls") {
    const Json spans = spans_of(hover());
    REQUIRE(spans.size() == 2);
    const Json& server = spans[0];
    const Json& client = spans[1];
    CHECK(server.at("traceId") == "0123456789abcdef0000000000000007");
    CHECK(server.at("spanId") == "aa00000000000000");
    CHECK_FALSE(server.contains("parentSpanId"));
    CHECK(server.at("name") == "textDocument/hover");
    CHECK(server.at("kind") == 2);
    CHECK(server.at("startTimeUnixNano") == "1700000001000000000");
    CHECK(server.at("endTimeUnixNano") == "1700000004000000000");
    CHECK_FALSE(server.contains("status"));

    CHECK(client.at("traceId") == server.at("traceId"));
    CHECK(client.at("spanId") == "bb00000000000000");
    CHECK(client.at("parentSpanId") == server.at("spanId"));
    CHECK(client.at("kind") == 3);
    CHECK(client.at("startTimeUnixNano") == "1700000003000000000");
    CHECK(client.at("endTimeUnixNano") == server.at("endTimeUnixNano"));
    for (const Json& span : spans) {
        CHECK(attribute_of(span, "rpc.system.name") == "jsonrpc");
        CHECK(attribute_of(span, "rpc.method") == "textDocument/hover");
        CHECK(attribute_of(span, "rpc.method_original").is_null());
        CHECK(attribute_of(span, "jsonrpc.protocol.version") == "2.0");
        CHECK(attribute_of(span, "jsonrpc.request.id") == "7");
        CHECK(attribute_of(span, "network.transport") == "pipe");
        CHECK(attribute_of(span, "gopls_proxy.generation") == "2");
        CHECK(attribute_of(span, "error.type").is_null());
    }
    CHECK(attribute_of(server, "gopls_proxy.outcome") == "ok");
    CHECK(attribute_of(server, "gopls_proxy.request.size") == "100");
    CHECK(attribute_of(server, "gopls_proxy.reply.size") == "2000");
    CHECK(attribute_of(server, "gopls_proxy.stalled").is_null());
}

TEST_CASE("An error of the reply is the error of both spans") {
    TracedRequest request = hover();
    request.record.outcome = Outcome::kError;
    request.record.error_code = -32602;
    for (const Json& span : spans_of(request)) {
        CHECK(span.at("status").at("code") == 2);
        CHECK(attribute_of(span, "error.type") == "-32602");
        CHECK(attribute_of(span, "rpc.response.status_code") == "-32602");
    }
}

TEST_CASE("A method that is not known keeps its name out of the names of spans") {
    TracedRequest request = hover();
    request.record.method.set("gopls/someOther");
    for (const Json& span : spans_of(request)) {
        CHECK(span.at("name") == "jsonrpc");
        CHECK(attribute_of(span, "rpc.method") == "_OTHER");
        CHECK(attribute_of(span, "rpc.method_original") == "gopls/someOther");
    }
}

TEST_CASE("A request that the proxy answered has no span towards gopls") {
    TracedRequest request = hover();
    request.record.by_proxy = true;
    request.record.generation = 0;
    request.record.outcome = Outcome::kLost;
    request.record.id.set(R"("a-1")");
    request.stalled = true;
    const Json spans = spans_of(request);
    REQUIRE(spans.size() == 1);
    CHECK(attribute_of(spans[0], "jsonrpc.request.id") == "a-1");
    CHECK(attribute_of(spans[0], "gopls_proxy.outcome") == "lost");
    CHECK(attribute_of(spans[0], "gopls_proxy.stalled") == true);
    CHECK(attribute_of(spans[0], "gopls_proxy.generation").is_null());
}
