#include "observability/otlp/reply.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using observability::otlp::Backoff;
using observability::otlp::judge_reply;
using How = observability::otlp::Sent::How;

TEST_CASE("Only what the specification names is sent again") {
    for (const unsigned status : {200U, 202U}) {
        CHECK(judge_reply(status, "{}", "", 0s).how == How::kAccepted);
    }
    for (const unsigned status : {429U, 502U, 503U, 504U}) {
        CHECK(judge_reply(status, "", "", 0s).how == How::kLater);
    }
    for (const unsigned status : {302U, 400U, 401U, 404U, 408U, 413U, 500U, 501U}) {
        CHECK(judge_reply(status, "", "", 0s).how == How::kRefused);
    }
}

TEST_CASE("The collector names a pause in seconds or as a date") {
    const auto pause = [](const char* header) {
        return judge_reply(503, "", header, 784'111'777s).retry_after;
    };
    CHECK(pause("7") == 7s);
    CHECK(pause("Sun, 06 Nov 1994 08:49:40 GMT") == 3s);
    CHECK(pause("Sun, 06 Nov 1994 08:00:00 GMT") == 0s);
    CHECK(pause("-7") == 0s);
    CHECK(pause("99999999") == 10min);
    for (const char* header : {"", "soon", "7s", "Sun, 06 Nov 1994"}) CHECK_FALSE(pause(header));
    CHECK_FALSE(judge_reply(400, "", "7", 0s).retry_after);
}

TEST_CASE("A partial success has a count and a reason") {
    auto sent = judge_reply(
        200, R"({"partialSuccess":{"rejectedSpans":"3","errorMessage":"too\nold"}})", "", 0s);
    CHECK(sent.how == How::kAccepted);
    CHECK(sent.rejected == 3);
    CHECK(sent.problem == "too old");
    sent = judge_reply(200, R"({"partialSuccess":{"rejectedLogRecords":2}})", "", 0s);
    CHECK(sent.rejected == 2);
    CHECK_FALSE(sent.problem.empty());
    for (const char* body :
         {"", "{}", "null", "[", R"({"partialSuccess":{}})", R"({"partialSuccess":7})",
          R"({"partialSuccess":{"rejectedSpans":"x"}})"}) {
        CAPTURE(body);
        sent = judge_reply(200, body, "", 0s);
        CHECK(sent.rejected == 0);
        CHECK(sent.problem.empty());
    }
}

TEST_CASE("The reason of a refusal fits on a line of the log") {
    CHECK(judge_reply(400, R"({"code":3,"message":"no\tspans"})", "", 0s).problem ==
          "status 400: no spans");
    CHECK(judge_reply(404, "not here\n", "", 0s).problem == "status 404: not here");
    CHECK(judge_reply(500, "", "", 0s).problem == "status 500");
    CHECK(judge_reply(400, std::string(5000, 'x'), "", 0s).problem.size() < 300);
}

TEST_CASE("Pauses double up to a minute, and begin anew after a success") {
    Backoff backoff;
    CHECK_FALSE(backoff.is_failing());
    CHECK(backoff.failed({}, 1) == 1s);
    CHECK(backoff.is_failing());
    CHECK(backoff.failed({}, 1) == 2s);
    CHECK(backoff.failed({}, 0) == 2s);  // half of 4 s
    for (int i = 0; i < 50; ++i) backoff.failed({}, 1);
    CHECK(backoff.failed({}, 1) == 1min);
    CHECK(backoff.failed(90s, 1) == 90s);
    CHECK(backoff.failed(1s, 1) == 1min);
    backoff.succeeded();
    CHECK_FALSE(backoff.is_failing());
    CHECK(backoff.failed({}, 1) == 1s);
}
