#include "app/client/conversation.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "lsp/message.hpp"
#include "support/catch.hpp"

using app::client::Conversation;
using app::client::Json;

namespace {

/// Hands over bytes of the server, `step` at a time.
bool receive(Conversation& conversation, const std::string& bytes, std::size_t step = 7) {
    for (std::size_t at = 0; at < bytes.size();) {
        const auto room = conversation.room();
        const std::size_t n = std::min({step, room.size(), bytes.size() - at});
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), n, room.begin());
        if (!conversation.received(n)) return false;
        at += n;
    }
    return true;
}

void ignore(const std::string& /*method*/, const Json& /*params*/) {}

}  // namespace

TEST_CASE("a conversation matches replies to requests, in any order") {
    Conversation conversation(ignore);
    const int hover = conversation.request("textDocument/hover", {{"a", 1}});
    const int shutdown = conversation.request("shutdown", nullptr);
    CHECK(conversation.unsent() ==
          lsp::request(std::to_string(hover), "textDocument/hover", R"({"a":1})") +
              lsp::request(std::to_string(shutdown), "shutdown", ""));
    CHECK_FALSE(conversation.asked(hover).answered());

    REQUIRE(receive(conversation, lsp::error_reply(std::to_string(shutdown),
                                                   lsp::ErrorCode::kInternalError, "no") +
                                      lsp::reply(std::to_string(hover), R"({"contents":"x"})")));
    CHECK(conversation.asked(hover).well());
    CHECK(conversation.asked(hover).result == Json{{"contents", "x"}});
    CHECK(conversation.asked(shutdown).answered());
    CHECK_FALSE(conversation.asked(shutdown).well());
    CHECK(Json::parse(conversation.asked(shutdown).error).at("message") == "no");
}

TEST_CASE("a second reply is seen, and one to a request that was taken is ignored") {
    Conversation conversation(ignore);
    const int first = conversation.request("shutdown", nullptr);
    const std::string reply = lsp::reply(std::to_string(first), "null");
    REQUIRE(receive(conversation, reply + reply));
    CHECK(conversation.asked(first).replies == 2);
    CHECK_FALSE(conversation.asked(first).well());
    CHECK(conversation.take(first).replies == 2);
    CHECK(conversation.all().empty());
    CHECK(receive(conversation, reply));
    CHECK(conversation.all().empty());
}

TEST_CASE("a conversation answers what an editor is asked") {
    Conversation conversation(ignore, Json{{"staticcheck", true}});
    REQUIRE(receive(
        conversation,
        lsp::request("1", "workspace/configuration", R"({"items":[{"section":"gopls"},{}]})") +
            lsp::request("\"t\"", "window/workDoneProgress/create", R"({"token":"t"})") +
            lsp::request("2", "workspace/applyEdit", "{}")));
    CHECK(conversation.unsent() ==
          lsp::reply("1", R"([{"staticcheck":true},{"staticcheck":true}])") +
              lsp::reply("\"t\"", "null") + lsp::reply("2", R"({"applied":false})"));
}

TEST_CASE("a conversation passes on notifications, and ends at bytes that are not LSP") {
    std::vector<std::string> heard;
    Conversation conversation([&](const std::string& method, const Json& params) {
        heard.push_back(method + " " + params.dump());
    });
    REQUIRE(receive(conversation, lsp::notification("$/progress", R"({"token":1})")));
    CHECK(heard == std::vector<std::string>{R"($/progress {"token":1})"});
    CHECK_FALSE(receive(conversation, "Usage: gopls [flags]\r\n\r\n", 1));
}
