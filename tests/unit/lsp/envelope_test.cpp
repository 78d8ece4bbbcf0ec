#include "lsp/envelope.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using lsp::Kind;

struct Case {
    std::string body;
    Kind kind;
    std::string id;
    std::string method;
    bool is_error = false;
};

void check(const Case& expected) {
    CAPTURE(expected.body);
    // The buffer has exactly this size, so a sanitizer sees a read past either end.
    const std::vector<char> body(expected.body.begin(), expected.body.end());
    for (const auto peek : {lsp::peek, lsp::peek_of_editor}) {
        const auto found = peek({body.data(), body.size()});
        CHECK(found.kind == expected.kind);
        CHECK(found.id == expected.id);
        CHECK(found.method == expected.method);
        CHECK(found.is_error == expected.is_error);
    }
}

void check_all(const std::vector<Case>& cases) {
    for (const auto& one : cases) check(one);
}

}  // namespace

TEST_CASE("peek reads messages as editors and gopls write them") {
    check_all({
        // VS Code
        {R"({"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"id":9}})",
         Kind::kRequest, "1", "textDocument/hover"},
        {R"({"jsonrpc":"2.0","method":"initialized","params":{}})", Kind::kNotification, "",
         "initialized"},
        {R"({"jsonrpc":"2.0","id":4,"result":[null]})", Kind::kResponse, "4", ""},
        {R"({"jsonrpc":"2.0","id":4,"error":{"code":-32601,"message":"no"}})", Kind::kResponse, "4",
         "", true},
        // Neovim 0.7.2: members in any order, slashes escaped
        {R"({"method":"textDocument\/hover","id":2,"jsonrpc":"2.0","params":{"a":"b\/c"}})",
         Kind::kRequest, "2", "textDocument/hover"},
        {R"({"params":{"id":3},"method":"$\/cancelRequest","jsonrpc":"2.0"})", Kind::kNotification,
         "", "$/cancelRequest"},
        // gopls: the id at the end
        {R"({"jsonrpc":"2.0","result":{"id":7,"x":"\"id\":8}"},"id":2})", Kind::kResponse, "2", ""},
        {R"({"jsonrpc":"2.0","result":null,"id":"a-1"})", Kind::kResponse, "\"a-1\"", ""},
        {R"({"jsonrpc":"2.0","error":{"code":-32800,"message":"JSON RPC cancelled"},"id":-3})",
         Kind::kResponse, "-3", "", true},
        {R"({"jsonrpc":"2.0","method":"workspace/configuration","params":{"items":[]},"id":12})",
         Kind::kRequest, "12", "workspace/configuration"},
        {R"({"jsonrpc":"2.0","method":"workspace\/symbol","params":[],"id":12})", Kind::kRequest,
         "12", "workspace/symbol"},
        {R"({"jsonrpc":"2.0","method":"$/progress","params":{"token":"1","id":3}})",
         Kind::kNotification, "", "$/progress"},
        {R"({"jsonrpc":"2.0","method":"shutdown","id":5})", Kind::kRequest, "5", "shutdown"},
    });
}

TEST_CASE("peek reads ids of every form at the front and at the end") {
    for (
        const std::string id :
        {"0", "7", "-1", "9007199254740993", "1.5", "1e3", "null", "\"\"", "\"7\"", "\"a b\"",
         R"("a\"b")", R"("\\")", R"("\\\"")", R"(",\"id\":2}")", "\"caf\xc3\xa9\"",
         R"("01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")"}) {
        // Go treats a method without an id as a notification.
        const Kind asked = id == "null" ? Kind::kNotification : Kind::kRequest;
        const std::string number = id == "null" ? "" : id;
        check_all({
            {R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"m"})", asked, number, "m"},
            {R"({"jsonrpc":"2.0","method":"m","id":)" + id + "}", asked, number, "m"},
            {R"({"jsonrpc":"2.0","method":"m","params":[1],"id":)" + id + "}", asked, number, "m"},
            {R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":1})", Kind::kResponse, id, ""},
            {R"({"jsonrpc":"2.0","result":1,"id":)" + id + "}", Kind::kResponse, id, ""},
            {R"({"jsonrpc":"2.0","error":{},"id":)" + id + "}", Kind::kResponse, id, "", true},
        });
    }
}

TEST_CASE("peek ignores text at the end that only looks like an id") {
    check_all({
        {R"({"jsonrpc":"2.0","result":"x,\"id\":2"})", Kind::kOpaque, "", ""},
        {R"({"jsonrpc":"2.0","result":1,"a,\"id":2})", Kind::kOpaque, "", ""},
        {R"({"jsonrpc":"2.0","result":1,"x\"id":2})", Kind::kOpaque, "", ""},
        {R"({"jsonrpc":"2.0","result":1,"xid":2,"id":3,"y":4})", Kind::kResponse, "3", ""},
        {R"({"jsonrpc":"2.0","result":1,"id":3,"kid":4})", Kind::kResponse, "3", ""},
        {R"({"jsonrpc":"2.0","result":{"a":1,"id":2}})", Kind::kOpaque, "", ""},
        {R"({"jsonrpc":"2.0","result":[{"a":1,"id":2}],"z":[1,"id"]})", Kind::kOpaque, "", ""},
        {R"({"jsonrpc":"2.0","id":1,"result":{"a":1,"id":"2"}})", Kind::kResponse, "1", ""},
        {R"({"jsonrpc":"2.0","id":1,"result":",\"id\":\"2"})", Kind::kResponse, "1", ""},
        {R"({"jsonrpc":"2.0","method":"m","params":{"id":2}})", Kind::kNotification, "", "m"},
        {R"({"jsonrpc":"2.0","method":"m","params":"x,\"id\":2"})", Kind::kNotification, "", "m"},
        {R"({"jsonrpc":"2.0","method":"m,","id":2})", Kind::kRequest, "2", "m,"},
        {R"({"jsonrpc":"2.0","result":1,"id": 2})", Kind::kResponse, "2", ""},
        {R"({"jsonrpc":"2.0","result":1,"id":2 })", Kind::kResponse, "2", ""},
        {R"({"jsonrpc":"2.0","result":1, "id":2})", Kind::kResponse, "2", ""},
        {R"({"jsonrpc":"2.0","result":1,"id":2.5})", Kind::kResponse, "2.5", ""},
    });
}

TEST_CASE("peek_of_editor reads the whole message because the last duplicate member counts") {
    const auto check = [](std::string_view body, Kind kind, std::string_view id,
                          std::string_view method) {
        CAPTURE(body);
        const auto found = lsp::peek_of_editor(body);
        CHECK(found.kind == kind);
        CHECK(found.id == id);
        CHECK(found.method == method);
    };
    check(R"({"jsonrpc":"2.0","id":1,"method":"m","params":{},"id":2,"x":{}})", Kind::kRequest, "2",
          "m");
    check(R"({"jsonrpc":"2.0","id":1,"method":"m","params":{"a":1},"Method":"n","x":{}})",
          Kind::kRequest, "1", "n");
    check(R"({"jsonrpc":"2.0","id":1,"method":"m","params":{"a":"}},"},"x":{}})", Kind::kRequest,
          "1", "m");
    check(R"({"jsonrpc":"2.0","result":null,"method":"textDocument/didClose","params":{},"id":7})",
          Kind::kRequest, "7", "textDocument/didClose");
    check(R"({"jsonrpc":"2.0","method":"m","params":{},"method":"n","id":7})", Kind::kRequest, "7",
          "n");
}

TEST_CASE("peek accepts white space wherever JSON allows it") {
    check_all({
        {" \t\r\n{ \"jsonrpc\" : \"2.0\" ,\n\"id\"\t:\r1 , \"method\" : \"m\" } \n", Kind::kRequest,
         "1", "m"},
        {"{\"result\" : { } , \"id\" : \"x\" }\r\n", Kind::kResponse, "\"x\"", ""},
        {" [ ] ", Kind::kBatch, "", ""},
    });
}

TEST_CASE("peek reads unusual members as gopls does") {
    check_all({
        // The last of duplicate members counts.
        {R"({"id":1,"id":2,"method":"a"})", Kind::kRequest, "2", "a"},
        {R"({"jsonrpc":"2.0","id":1,"method":"a","params":{},"id":2})", Kind::kRequest, "2", "a"},
        {R"({"jsonrpc":"2.0","id":1,"method":"a","method":"b","params":{}})", Kind::kRequest, "1",
         "b"},
        {R"({"method":"a","method":"b","params":0})", Kind::kNotification, "", "b"},
        {R"({"method":"a","method":null})", Kind::kNotification, "", "a"},
        {R"({"method":"a","id":1,"id":null})", Kind::kNotification, "", "a"},
        // Names match regardless of case, by Unicode case folding.
        {R"({"ID":1,"Method":"m"})", Kind::kRequest, "1", "m"},
        {R"({"iD":1,"meTHod":"m","id":2})", Kind::kRequest, "2", "m"},
        {"{\"method\":\"m\",\"param\xc5\xbf\":{}}", Kind::kNotification, "", "m"},
        {R"({"method":"m","i":1,"idd":2,"i d":3,"\u0131d":4})", Kind::kNotification, "", "m"},
        // A method makes it a request or notification, whatever else the message contains.
        {R"({"method":"m","result":1})", Kind::kNotification, "", "m"},
        {R"({"result":1,"method":"m","id":1})", Kind::kRequest, "1", "m"},
        {R"({"error":{},"method":"m","id":1})", Kind::kRequest, "1", "m"},
        // A message without a method is a response, as in gopls.
        {R"({"id":1})", Kind::kResponse, "1", ""},
        {R"({"id":1,"method":null,"result":2})", Kind::kResponse, "1", ""},
        {R"({"id":1,"method":"","result":2})", Kind::kResponse, "1", ""},
        {R"({"jsonrpc":"2.0","method":"","result":2,"id":1})", Kind::kResponse, "1", ""},
        {R"({"id":1,"result":2,"error":null})", Kind::kResponse, "1", ""},
        {R"({"id":1,"error":null,"error":{}})", Kind::kResponse, "1", "", true},
        {R"({"jsonrpc":"2.0","error":null,"id":1})", Kind::kResponse, "1", ""},
        // The method keeps its escapes if it is unknown.
        {R"({"id":1,"method":"my\/own"})", Kind::kRequest, "1", R"(my\/own)"},
        {R"({"id":1,"method":"textDocument\u002fhover"})", Kind::kRequest, "1",
         "textDocument/hover"},
        // Escapes in a name are resolved; otherwise the reply would match no request.
        {R"({"\u0069d":1,"meth\u006Fd":"m"})", Kind::kRequest, "1", "m"},
        {R"({"i\u0064":1,"\u0065rror":{}})", Kind::kResponse, "1", "", true},
        {R"({"method":"m","\u0069":1,"\u00zzd":2,"\u0069dd":3,"\u006":4})", Kind::kNotification, "",
         "m"},
        // Types that an id or a method may not have.
        {R"({"id":{},"method":"m"})", Kind::kOpaque, "", ""},
        {R"({"id":[1],"method":"m"})", Kind::kOpaque, "", ""},
        {R"({"id":true,"method":"m"})", Kind::kOpaque, "", ""},
        {R"({"id":1,"method":2})", Kind::kOpaque, "", ""},
        {R"({"jsonrpc":"2.0"})", Kind::kOpaque, "", ""},
        {R"({"jsonrpc":"2.0","result":1})", Kind::kOpaque, "", ""},
    });
}

TEST_CASE("peek reports invalid and truncated JSON as opaque") {
    for (const std::string body : {"",
                                   " ",
                                   "{}",
                                   "{",
                                   "\"",
                                   "null",
                                   "7",
                                   "hello",
                                   "{,}",
                                   "{\"id\"}",
                                   "{\"id\":}",
                                   "{\"id\":1",
                                   "{\"id\":1,}",
                                   "{\"id\":1 \"method\":\"m\"}",
                                   "{id:1,\"method\":\"m\"}",
                                   "{\"a\":[1,\"id\":2}",
                                   "{\"id\":1,\"result\":{}}}",
                                   "{\"id\":1,\"result\":2} x",
                                   "}",
                                   "]",
                                   "{\"method\":\"m",
                                   "{\"method\":\"m\\\"}",
                                   "{\"jsonrpc\":\"2.0\",\"method\":\"",
                                   "{\"jsonrpc\":\"2.0\",\"method\":\",\"id\":3}",
                                   "{\"jsonrpc\":\"2.0\",\"result\":",
                                   "{\"jsonrpc\":\"2.0\",\"result\":\"x,\\\"id\\\":2}",
                                   "\xef\xbb\xbf{\"id\":1}"}) {
        check({body, Kind::kOpaque, "", ""});
    }
}

TEST_CASE("peek handles deep nesting without recursion") {
    const std::string deep(1 << 20, '[');
    check({R"({"id":1,"result":)" + deep + std::string(deep.size(), ']') + "}", Kind::kResponse,
           "1", ""});
    check({R"({"id":1,"result":)" + deep + "}", Kind::kOpaque, "", ""});
}

TEST_CASE("member returns the raw value of a member") {
    const std::string body =
        R"( { "a" : {"params":1} , "params":{"x":[1,"}\""],"y":{}} ,"b":"q\\","c": -1.5e3,"b":2 } )";
    CHECK(lsp::member(body, "a") == R"({"params":1})");
    CHECK(lsp::member(body, "params") == R"({"x":[1,"}\""],"y":{}})");
    CHECK(lsp::member(body, "b") == "2");  // the last duplicate counts
    CHECK(lsp::member(R"({"b":"q\\"})", "b") == R"("q\\")");
    CHECK(lsp::member(R"({"PARAMS":1,"paramſ":2})", "params") == "2");
    CHECK(lsp::member(body, "c") == "-1.5e3");
    CHECK(lsp::member(body, "x").empty());
    CHECK(lsp::member(R"({"\u0078":1})", "x") == "1");
    CHECK(lsp::member("[1]", "x").empty());
    CHECK(lsp::member("", "x").empty());
    CHECK(lsp::member(R"({"params":{"x":1)", "params").empty());
    CHECK(lsp::member(R"({"params":{"x":1},"broken)", "params") == R"({"x":1})");
    CHECK(lsp::member(R"({"params":"x\"})", "params").empty());
}

TEST_CASE("error_code returns the code of an error only") {
    struct Row {
        const char* body;
        std::optional<int> code;
    };
    for (const Row& row :
         {Row{R"({"jsonrpc":"2.0","error":{"code":-32801,"message":"x"},"id":1})", -32801},
          Row{R"({"error":{"message":"{\"code\":7}","code":0},"id":1})", 0},
          Row{R"({"result":{"code":1},"id":1})", {}}, Row{R"({"error":{"message":"x"}})", {}},
          Row{R"({"error":{"code":"1"}})", {}}, Row{R"({"error":{"code":1.5}})", {}},
          Row{R"({"error":{"code":99999999999}})", {}}, Row{R"({"error":null})", {}},
          Row{"", {}}}) {
        CAPTURE(row.body);
        CHECK(lsp::error_code(row.body) == row.code);
    }
}

TEST_CASE("peek returns the params of a notification only") {
    const auto params = [](const std::string& body) { return std::string(lsp::peek(body).params); };
    CHECK(params(R"({"jsonrpc":"2.0","method":"m","params":{"a":[1]}})") == R"({"a":[1]})");
    CHECK(params(R"({"params":[1, 2],"method":"m"})") == "[1, 2]");
    CHECK(params(R"({"method":"m"})").empty());
    CHECK(params(R"({"jsonrpc":"2.0","id":1,"method":"m","params":{}})").empty());
    CHECK(params(R"({"params":{},"method":"m","id":1})").empty());
    CHECK(params(R"({"id":1,"result":{},"params":{}})").empty());
}

TEST_CASE("member finds the end of a value at any offset and with any content") {
    // Brackets and quotes inside strings, even and odd numbers of backslashes.
    const std::string pieces[] = {R"("]")",     R"("}\"")",      R"("\\")",
                                  R"("\\\"]")", R"([{"a":[]}])", R"({"{":"["})",
                                  "-1.5e3",     "null",          R"("")"};
    for (std::size_t shift = 0; shift < 130; ++shift) {
        for (const std::string& piece : pieces) {
            const std::string value = "[" + std::string(shift, ' ') + piece + "," + piece + "]";
            CAPTURE(value);
            const std::string body = R"({"a":)" + value + R"(,"b":]})";
            CHECK(lsp::member(body, "a") == value);
            // A truncated value has no end.
            const std::string cut = R"({"a":)" + value.substr(0, value.size() - 1);
            CHECK(lsp::member(cut, "a").empty());
        }
    }
}

TEST_CASE("method_in_front finds the method in the front of a message") {
    const std::string many(300, 'x');
    struct Row {
        std::string front;
        std::string method;
    };
    const std::vector<Row> rows = {
        {R"({"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"te)",
         "textDocument/didOpen"},
        {R"( { "method" : "a/b")", "a/b"},
        {R"({"method":"textDocument\/didOpen",)", "textDocument/didOpen"},
        {R"({"id":3,"method":"a","par)", "a"},
        {R"({"\u006dethod":"a",)", "a"},
        {R"({"method":"a)", ""},
        {R"({"method)", ""},
        {R"({"params":{"method":"a"},"me)", ""},
        {R"({"params":{"method":"a","x)", ""},
        {R"({"x":")" + many + R"(","method":"a"})", ""},
        {R"({"method":")" + many + R"("})", ""},
        {R"({"method":7,"method":"a"})", "a"},  // gopls rejects this message
        {R"({"method":null,)", ""},
        {R"([{"method":"a"}])", ""},
        {"", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.front);
        const std::vector<char> front(row.front.begin(), row.front.end());
        CHECK(lsp::method_in_front({front.data(), front.size()}) == row.method);
    }
}

TEST_CASE("elements returns the raw elements of an array") {
    using Raw = std::vector<std::string_view>;
    CHECK(lsp::elements(R"([1, "a,]" ,{"b":[2]},[ ],null])") ==
          Raw{"1", R"("a,]")", R"({"b":[2]})", "[ ]", "null"});
    CHECK(lsp::elements(" [ ] ").empty());
    CHECK(lsp::elements("").empty());
    CHECK(lsp::elements(R"({"a":1})").empty());
    CHECK(lsp::elements("null").empty());
    // Reading stops at the first error.
    CHECK(lsp::elements(R"([1,"never closed)") == Raw{"1"});
    CHECK(lsp::elements("[1,,2]") == Raw{"1"});
    CHECK(lsp::elements("[1 2]") == Raw{"1"});
    CHECK(lsp::elements("[1,") == Raw{"1"});
}
