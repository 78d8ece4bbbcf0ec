#include "lsp/message.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lsp/envelope.hpp"
#include "lsp/frame.hpp"
#include "support/catch.hpp"

namespace {

using lsp::Kind;
using nlohmann::json;

/// Returns the body of `bytes`, which must be exactly one frame.
std::string body_of(const std::string& bytes) {
    lsp::FrameReader reader;
    reader.append(bytes);
    auto next = reader.next();
    REQUIRE((next.has_value() && next->has_value()));
    REQUIRE((*next)->bytes == bytes);
    return std::string((*next)->body);
}

}  // namespace

TEST_CASE("frame counts bytes in Content-Length") {
    CHECK(lsp::frame("{}") == "Content-Length: 2\r\n\r\n{}");
    CHECK(lsp::frame("\"\xc3\xa9\"") == "Content-Length: 4\r\n\r\n\"\xc3\xa9\"");
    CHECK(lsp::frame("") == "Content-Length: 0\r\n\r\n");
}

TEST_CASE("request and notification and reply build valid messages") {
    CHECK(json::parse(body_of(lsp::request("7", "textDocument/hover", R"({"a":[1]})"))) ==
          json::parse(
              R"({"jsonrpc":"2.0","id":7,"method":"textDocument/hover","params":{"a":[1]}})"));
    CHECK(json::parse(body_of(lsp::request(R"("x")", "shutdown", ""))) ==
          json::parse(R"({"jsonrpc":"2.0","id":"x","method":"shutdown"})"));
    CHECK(json::parse(body_of(lsp::notification("exit", ""))) ==
          json::parse(R"({"jsonrpc":"2.0","method":"exit"})"));
    CHECK(json::parse(body_of(lsp::notification("$/progress", "[]"))) ==
          json::parse(R"({"jsonrpc":"2.0","method":"$/progress","params":[]})"));
    CHECK(json::parse(body_of(lsp::reply("1", "[]"))) ==
          json::parse(R"({"jsonrpc":"2.0","id":1,"result":[]})"));
    CHECK(json::parse(body_of(lsp::reply("1", ""))) ==
          json::parse(R"({"jsonrpc":"2.0","id":1,"result":null})"));
    CHECK(
        json::parse(body_of(
            lsp::error_reply("1", lsp::ErrorCode::kContentModified, "gone \"away\"\n\xff"))) ==
        json::parse(
            R"({"jsonrpc":"2.0","id":1,"error":{"code":-32801,"message":"gone \"away\"\n\ufffd"}})"));
}

TEST_CASE("peek reads the messages that the builders write") {
    const auto request = body_of(lsp::request(R"("p:1")", "$/probe", ""));
    CHECK(lsp::peek(request).kind == Kind::kRequest);
    CHECK(lsp::peek(request).id == R"("p:1")");
    CHECK(lsp::peek(request).method == "$/probe");
    const auto error =
        body_of(lsp::error_reply("null", lsp::ErrorCode::kServerCancelled, "restarted"));
    CHECK(lsp::peek(error).kind == Kind::kResponse);
    CHECK(lsp::peek(error).id == "null");
    CHECK(lsp::peek(error).is_error);
}

TEST_CASE("with_id replaces the id and nothing else") {
    struct Case {
        std::string body;
        std::string id;
        std::string expected;
    };
    const std::vector<Case> cases = {
        {R"({"jsonrpc":"2.0","method":"m","params":{"id":1},"id":1})", "1000001",
         R"({"jsonrpc":"2.0","method":"m","params":{"id":1},"id":1000001})"},
        {R"( {"id" : "old", "result":"old" } )", "7", R"( {"id" : 7, "result":"old" } )"},
        {R"({"id":1000001,"result":null})", "1", R"({"id":1,"result":null})"},
    };
    for (const auto& [body, id, expected] : cases) {
        CAPTURE(body);
        CHECK(lsp::with_id(body, lsp::peek(body).id, id) == lsp::frame(expected));
    }
}

TEST_CASE("quoted turns text into a JSON string") {
    CHECK(lsp::quoted("") == R"("")");
    CHECK(lsp::quoted("a/b") == R"("a/b")");
    CHECK(lsp::quoted("\"\\\n\t") == R"("\"\\\n\t")");
    CHECK(lsp::quoted(std::string_view("\0", 1)) == R"("\u0000")");
    CHECK(lsp::quoted("caf\xc3\xa9") == "\"caf\xc3\xa9\"");
    CHECK(lsp::quoted("a\xff"
                      "b") ==
          "\"a\xef\xbf\xbd"
          "b\"");
    CHECK(lsp::quoted("\xf0\x9f") == "\"\xef\xbf\xbd\"");
}
