#include "cli/health/webhook.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "unit/cli/health/model.hpp"

using namespace health_test;
using cli::health::is_worth_repeating;
using cli::health::message_of;
using cli::health::problem_of;
using nlohmann::json;
using observability::otlp::judge_reply;

namespace {

std::string text_of(const Outcome& outcome) {
    const json message = json::parse(message_of(outcome));
    CHECK(message.size() == 1);
    return message.at("text");
}

}  // namespace

TEST_CASE("the message says what failed, in Slack's form") {
    const std::string bad = text_of(slow_load());
    CHECK(bad ==
          ":x: *gopls unhealthy* in `/home/me/app` (gopls v0.23.0)\n"
          "1 of 5 checks failed: the load was 2.0 s, and the limit is 1.0 s\n"
          "• load: 2.0 s, limit 1.0 s");
    CHECK(text_of(outcome_of(good_run())).starts_with(":white_check_mark: *gopls healthy* in"));
}

TEST_CASE("the message escapes Slack's markup, masks secrets, and is not too long") {
    Outcome outcome = slow_load();
    outcome.summary = "<!channel> & https://me:password1234@example.com/";
    const std::string text = text_of(outcome);
    CHECK(text.find("&lt;!channel&gt; &amp; ") != std::string::npos);
    CHECK(text.find("password1234") == std::string::npos);
    outcome.summary = std::string(10'000, 'x') + "é";
    CHECK(text_of(outcome).size() < 3100);
}

TEST_CASE("a message is sent again after a fault of the server, and not after a refusal") {
    for (const unsigned status : {429U, 500U, 501U, 502U, 503U, 504U, 599U}) {
        CHECK(is_worth_repeating(judge_reply(status, "", "", 0s)));
    }
    for (const unsigned status : {302U, 400U, 401U, 403U, 404U, 410U}) {
        CHECK_FALSE(is_worth_repeating(judge_reply(status, "", "", 0s)));
    }
    CHECK(is_worth_repeating({.problem = "cannot connect: refused"}));
}

TEST_CASE("the reason of a failure has nothing that the server wrote") {
    CHECK(problem_of(judge_reply(404, "no hook at /services/T0/secret", "", 0s)) == "status 404");
    CHECK(problem_of({.problem = "cannot connect: refused"}) == "cannot connect: refused");
}

TEST_CASE("a webhook that never answers is given up in time") {
    boost::asio::io_context context;
    const boost::asio::ip::tcp::acceptor silent(context,
                                                {boost::asio::ip::address_v4::loopback(), 0});
    const auto posted = cli::health::post(
        "http://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/secret", "{}",
        {.in_all = 200ms, .each = 50ms, .attempts = 4});
    CHECK_FALSE(posted.delivered);
    CHECK(posted.attempts == 1);
    CHECK(posted.problem == "no reply in time");
}

TEST_CASE("a URL that is not one is not tried") {
    const auto posted = cli::health::post("ftp://example.com/secret", "{}");
    CHECK_FALSE(posted.delivered);
    CHECK(posted.attempts == 0);
    CHECK(posted.problem == "not a URL of HTTP");
}
