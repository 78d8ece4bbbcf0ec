#include "core/relay/server_queue.hpp"

#include "support/catch.hpp"
#include "unit/core/support.hpp"

using namespace core_test;
using core::ServerQueue;

namespace {

lsp::RequestId id(int n) {
    return lsp::RequestId::from_integer(n);
}

Time at(Duration d) {
    return Time{} + d;
}

}  // namespace

TEST_CASE("An empty queue has no head") {
    ServerQueue queue;
    CHECK_FALSE(queue.head());
    CHECK_FALSE(queue.lone_notification());
    CHECK(queue.size() == 0);
}

TEST_CASE("The first request is the head and then the next one") {
    ServerQueue queue;
    queue.sent_request(id(1), "a", false, at(1s));
    queue.sent_request(id(2), "b", true, at(2s));
    REQUIRE(queue.head());
    CHECK(queue.head()->method == "a");
    CHECK(queue.head()->since == at(1s));
    CHECK_FALSE(queue.head()->probe);
    CHECK_FALSE(queue.head()->notification);
    CHECK(queue.answered(id(1), at(5s)) == at(1s));
    REQUIRE(queue.head());
    CHECK(queue.head()->method == "b");
    CHECK(queue.head()->since == at(5s));
    CHECK(queue.head()->probe);
    CHECK(queue.answered(id(2), at(6s)) == at(5s));
    CHECK_FALSE(queue.head());
}

TEST_CASE("A notification is the head only while a request waits behind it") {
    ServerQueue queue;
    queue.sent_notification("first", at(1s));
    queue.sent_notification("second", at(2s));
    CHECK_FALSE(queue.head());
    CHECK(queue.lone_notification() == at(1s));

    queue.sent_request(id(1), "a", false, at(3s));
    REQUIRE(queue.head());
    CHECK(queue.head()->method == "first");
    CHECK(queue.head()->notification);
    CHECK(queue.head()->since == at(3s));
    CHECK_FALSE(queue.lone_notification());

    queue.sent_notification("third", at(4s));
    CHECK(queue.lone_notification() == at(4s));
    queue.answered(id(1), at(5s));
    CHECK_FALSE(queue.head());
    CHECK(queue.lone_notification() == at(4s));
}

TEST_CASE("A reply completes all earlier requests") {
    ServerQueue queue;
    for (int n = 1; n <= 3; ++n) queue.sent_request(id(n), "m", false, at(n * 1s));
    CHECK(queue.answered(id(2), at(10s)) == at(2s));
    CHECK(queue.size() == 1);
    CHECK(queue.head()->since == at(10s));
    // The skipped request answers late and is no longer in the queue.
    CHECK_FALSE(queue.answered(id(1), at(11s)));
    CHECK(queue.head()->since == at(10s));
}

TEST_CASE("A reply to a request outside the queue changes nothing") {
    ServerQueue queue;
    queue.sent_request(id(1), "a", false, at(1s));
    CHECK_FALSE(queue.answered(id(9), at(2s)));
    CHECK(queue.head()->since == at(1s));
}

TEST_CASE("Service begins at sending into an empty queue or when the previous request completes") {
    ServerQueue queue;
    queue.sent_request(id(1), "a", false, at(1s));
    queue.sent_request(id(2), "b", false, at(2s));
    CHECK(queue.answered(id(1), at(4s)) == at(1s));
    CHECK(queue.answered(id(2), at(7s)) == at(4s));
    queue.sent_request(id(3), "c", false, at(20s));
    CHECK(queue.answered(id(3), at(21s)) == at(20s));
}

TEST_CASE("others_wait_since ignores the head and the proxy's probes") {
    ServerQueue queue;
    CHECK_FALSE(queue.others_wait_since());
    queue.sent_request(id(1), "workspace/executeCommand", false, at(1s));
    queue.sent_request(id(2), "probe", true, at(2s));
    CHECK_FALSE(queue.others_wait_since());
    queue.sent_request(id(3), "hover", false, at(3s));
    queue.sent_request(id(4), "hover", false, at(4s));
    CHECK(queue.others_wait_since() == at(3s));
    queue.answered(id(2), at(5s));
    CHECK(queue.others_wait_since() == at(4s));
}

TEST_CASE("A run of notifications needs no memory") {
    ServerQueue queue;
    for (int i = 0; i < 100'000; ++i) queue.sent_notification("textDocument/didChange", at(1s));
    CHECK(queue.size() == 0);
}

TEST_CASE("Requests beside the queue are awaited while the queue is empty") {
    ServerQueue queue;
    queue.sent_aside(id(1), "aside", at(1s));
    queue.sent_aside(id(2), "later", at(2s));
    CHECK_FALSE(queue.head());
    REQUIRE(queue.awaited());
    CHECK(queue.awaited()->method == "aside");
    CHECK(queue.awaited()->since == at(1s));
    CHECK(queue.awaited()->aside);
    queue.sent_request(id(3), "a", false, at(3s));
    CHECK(queue.awaited()->method == "a");
    CHECK_FALSE(queue.awaited()->aside);
    CHECK_FALSE(queue.answered(id(1), at(4s)));
    CHECK(queue.answered_aside(id(1)));
    CHECK_FALSE(queue.answered_aside(id(1)));
    CHECK_FALSE(queue.answered_aside(id(3)));
    queue.answered(id(3), at(5s));
    CHECK(queue.awaited()->since == at(2s));  // since it was sent
    queue.restart_head(at(9s));
    CHECK(queue.awaited()->since == at(9s));
    CHECK(queue.answered_aside(id(2)));
    CHECK_FALSE(queue.awaited());
}
