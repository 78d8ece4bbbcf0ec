#include "observability/otlp/url.hpp"

#include "support/catch.hpp"

using observability::otlp::parse_url;

TEST_CASE("The URL of a collector is taken apart") {
    struct Row {
        const char* text;
        bool is_secure;
        const char* host;
        const char* port;
        const char* target;
        const char* shown;
    };
    for (const Row& row : {
             Row{"http://localhost:4318", false, "localhost", "4318", "/",
                 "http://localhost:4318/"},
             Row{"https://otel.example", true, "otel.example", "443", "/",
                 "https://otel.example:443/"},
             Row{"http://a/b/c?key=secret#d", false, "a", "80", "/b/c?key=secret",
                 "http://a:80/b/c"},
             Row{"http://a?key=secret", false, "a", "80", "/?key=secret", "http://a:80/"},
             Row{"https://[::1]:4318/v1/logs", true, "::1", "4318", "/v1/logs",
                 "https://[::1]:4318/v1/logs"},
             Row{"http://a:65535", false, "a", "65535", "/", "http://a:65535/"},
             Row{"http://a:1/", false, "a", "1", "/", "http://a:1/"},
             Row{"http://[::1]", false, "::1", "80", "/", "http://[::1]:80/"},
         }) {
        CAPTURE(row.text);
        const auto url = parse_url(row.text);
        REQUIRE(url);
        CHECK(url->is_secure == row.is_secure);
        CHECK(url->host == row.host);
        CHECK(url->port == row.port);
        CHECK(url->target == row.target);
        CHECK(to_text(*url) == row.shown);
    }
}

TEST_CASE("A text that is not the URL of a collector is refused") {
    for (const char* text :
         {"", "localhost:4318", "grpc://a", "http://", "http:///v1", "http://:4318", "http://a:x",
          "http://a:123456", "http://a:65536", "http://a:99999", "http://a:0", "http://[::1]:65536",
          "http://a:+80", "http://user:password@a", "http://[::1", "http://[::1]4318", "http://a b",
          "http://a/\r\nHost: b", "http://a/\x01"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_url(text));
    }
}
