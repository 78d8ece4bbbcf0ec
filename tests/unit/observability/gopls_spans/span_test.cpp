#include "observability/gopls_spans/span.hpp"

#include <string>

#include "support/catch.hpp"

using namespace observability::gopls_spans;
using namespace std::chrono_literals;

namespace {

/// What gopls v0.23.0 sends (golang.org/x/tools/internal/event/export/otel), with these spans.
std::string request(const std::string& spans) {
    return R"({"resourceSpans":[{"resource":{"attributes":[
        {"key":"service.name","value":{"stringValue":"gopls"}},
        {"key":"process.pid","value":{"stringValue":"4242"}}]},
        "scopeSpans":[{"scope":{"name":"golang.org/x/tools"},"spans":[)" +
           spans + "]}]}]}";
}

constexpr const char* kHover = R"({"traceId":"0af7651916cd43dd8448eb211c80319c",
    "spanId":"b7ad6b7169203331","name":"textDocument/hover","kind":1,
    "startTimeUnixNano":"1796112000000000000","endTimeUnixNano":"1796112000000050000",
    "attributes":[{"key":"method","value":{"stringValue":"textDocument/hover"}},
        {"key":"direction","value":{"stringValue":"in"}},
        {"key":"id","value":{"stringValue":"#7"}}],"status":{"code":0}})";
constexpr const char* kLoad = R"({"traceId":"0af7651916cd43dd8448eb211c80319c",
    "spanId":"00f067aa0ba902b7","parentSpanId":"b7ad6b7169203331","name":"cache.snapshot.load",
    "kind":1,"startTimeUnixNano":"1796112000000000000","endTimeUnixNano":"1796112003000000000",
    "attributes":[{"key":"query","value":{"stringValue":"[./...]"}},
        {"key":"packages","value":{"intValue":"12"}},
        {"key":"error","value":{"stringValue":"undefined: secretName"}}],"status":{"code":2}})";

}  // namespace

TEST_CASE("the spans of gopls are read from OTLP") {
    const auto spans = read_spans(request(std::string(kHover) + "," + kLoad));
    REQUIRE(spans.size() == 2);
    const Span& hover = spans[0];
    CHECK(hover.trace == "0af7651916cd43dd8448eb211c80319c");
    CHECK(hover.id == "b7ad6b7169203331");
    CHECK(hover.parent.empty());
    CHECK(hover.name == "textDocument/hover");
    CHECK(hover.pid == 4242);
    CHECK(hover.began == 1796112000s);
    CHECK(hover.ended - hover.began == 50us);
    CHECK_FALSE(hover.failed);
    CHECK(request_id_of(hover) == "7");
    const Span& load = spans[1];
    CHECK(load.parent == hover.id);
    CHECK(load.failed);
    CHECK(value_of(load, "packages") == "12");
    CHECK(request_id_of(load).empty());
}

TEST_CASE("of a span of gopls, no attribute that may quote a file is kept") {
    const auto spans = read_spans(request(kLoad));
    REQUIRE(spans.size() == 1);
    CHECK(value_of(spans[0], "error").empty());
    CHECK(to_json(spans).dump().find("secretName") == std::string::npos);
}

TEST_CASE("short spans of gopls are dropped, unless they are messages") {
    const std::string parse = R"({"traceId":"a","spanId":"b","name":"cache.ParseGoSrc",
        "startTimeUnixNano":"1000000","endTimeUnixNano":"1099999"})";
    CHECK(read_spans(request(parse)).empty());
    CHECK(read_spans(request(kHover)).size() == 1);
}

TEST_CASE("the ids of gopls's requests to the editor are not those of the editor") {
    Span span{.attributes = {{"direction", "in"}, {"id", "\"a 1\""}}};
    CHECK(request_id_of(span) == "\"a 1\"");
    span.attributes[0].second = "out";
    CHECK(request_id_of(span).empty());
}

TEST_CASE("anything else has no spans") {
    for (const std::string& body :
         {std::string(), std::string("{"), std::string("[]"), std::string("7"),
          std::string(R"({"resourceSpans":7})"), std::string(R"({"resourceSpans":[null]})"),
          request("7, null, [], {}"), request(R"({"name":"x","startTimeUnixNano":"y"})"),
          request(R"({"name":"ends first","startTimeUnixNano":"9","endTimeUnixNano":"1"})")}) {
        CAPTURE(body);
        CHECK(read_spans(body).empty());
    }
    CHECK(spans_of(nullptr).empty());
}

TEST_CASE("neither depth nor repetition costs memory") {
    CHECK(read_spans(std::string(100'000, '[')).empty());
    CHECK(read_spans(request(std::string(100'000, '['))).empty());
    std::string attributes;
    for (int i = 0; i < 100; ++i) attributes += R"({"key":"id","value":{"stringValue":"x"}},)";
    const auto spans = read_spans(
        request(R"({"spanId":"a","name":"n","startTimeUnixNano":"1","endTimeUnixNano":"1000000",)"
                R"("attributes":[)" +
                attributes + R"({"key":"id","value":{"stringValue":"x"}}]})"));
    REQUIRE(spans.size() == 1);
    CHECK(spans[0].attributes.size() == 16);
}

TEST_CASE("each span has the process of its own resource") {
    std::string two = request(kHover);
    two.pop_back();
    two.pop_back();
    std::string other = request(kLoad).substr(std::string(R"({"resourceSpans":[)").size());
    other.replace(other.find("4242"), 4, "4343");
    const auto spans = read_spans(two + "," + other);
    REQUIRE(spans.size() == 2);
    CHECK(spans[0].pid == 4242);
    CHECK(spans[1].pid == 4343);
}

TEST_CASE("spans survive the control socket") {
    const auto spans = read_spans(request(std::string(kHover) + "," + kLoad));
    CHECK(spans_of(Json::parse(to_json(spans).dump())) == spans);
    CHECK(spans_of(Json::array({nullptr})).size() == 1);
}
