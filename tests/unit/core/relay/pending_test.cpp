// Tests of events during an open request that are resolved only on demand.
#include "core/relay/pending.hpp"

#include "lsp/message.hpp"
#include "support/catch.hpp"

namespace {

using core::Pending;

const core::Method kHover{"textDocument/hover", {}, {}, nullptr};

class Asked {
  public:
    core::PendingRequests requests;

    Pending& ask(int id, const std::string& uri, std::uint64_t order) {
        const auto name = lsp::RequestId::from_integer(id);
        Pending* pending = requests.add(name, kHover);
        REQUIRE(pending);
        pending->order = order;
        pending->frame =
            lsp::request(name.raw(), "textDocument/hover",
                         R"({"textDocument":{"uri":")" + uri + R"("},"partialResultToken":"t)" +
                             std::to_string(id) + "\"}");
        return *pending;
    }
};

}  // namespace

TEST_CASE("has_lost is true only if the document closed after the request") {
    Asked asked;
    const Pending& before = asked.ask(1, "file:///a.go", 3);
    asked.requests.document_closed("/a.go", 5);
    const Pending& behind = asked.ask(2, "file:///a.go", 7);
    const Pending& other = asked.ask(3, "file:///b.go", 4);
    CHECK(asked.requests.has_lost(before, "/a.go"));
    CHECK_FALSE(asked.requests.has_lost(behind, "/a.go"));
    CHECK_FALSE(asked.requests.has_lost(other, "/b.go"));
}

TEST_CASE("is_partly_answered is true only for the request with the token") {
    Asked asked;
    const Pending& first = asked.ask(1, "file:///a.go", 1);
    const Pending& second = asked.ask(2, "file:///a.go", 2);
    asked.requests.partly_answered(R"("t1")");
    CHECK(asked.requests.is_partly_answered(first));
    CHECK_FALSE(asked.requests.is_partly_answered(second));
}

TEST_CASE("PendingRequests tracks awaited documents among thousands of closed ones") {
    Asked asked;
    const std::string about = "/f4000.go";
    Pending& open = asked.ask(1, "file://" + about, 1);
    for (int i = 0; i < 10'000; ++i) {
        asked.requests.document_closed("/f" + std::to_string(i) + ".go", 2);
        asked.requests.partly_answered("\"u" + std::to_string(i) + '"');
    }
    asked.requests.partly_answered(R"("t1")");
    CHECK(asked.requests.has_lost(open, about));
    CHECK(asked.requests.is_partly_answered(open));
    CHECK_FALSE(asked.requests.has_lost(open, "/f17.go"));  // no request is about it

    // Nothing is kept once no request is open.
    asked.requests.answered(open);
    const Pending& next = asked.ask(1, "file://" + about, 1);
    CHECK_FALSE(asked.requests.has_lost(next, about));
    CHECK_FALSE(asked.requests.is_partly_answered(next));
}
