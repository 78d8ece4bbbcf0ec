#include "observability/metrics/http.hpp"

#include "support/catch.hpp"

using observability::metrics::hear;
using observability::metrics::Heard;
using observability::metrics::kMaxHeaderBytes;

namespace {

std::string get(const std::string& host, const std::string& line = "GET /metrics HTTP/1.1") {
    return line + "\r\nHost: " + host + "\r\nAccept: text/plain\r\n\r\n";
}

/// Returns the status of the reply: "403"; "asks" and "more" without one.
std::string heard(const std::string& received) {
    const Heard result = hear(received, 9464);
    if (result.step == Heard::Step::kMore) return "more";
    if (result.step == Heard::Step::kAsks) return "asks";
    CHECK(result.reply.starts_with("HTTP/1.1 "));
    CHECK(result.reply.find("Connection: close\r\n") != std::string::npos);
    return result.reply.substr(9, 3);
}

}  // namespace

TEST_CASE("GET /metrics is the only request that is answered") {
    CHECK(heard(get("127.0.0.1:9464")) == "asks");
    CHECK(heard(get("127.0.0.1:9464", "GET / HTTP/1.1")) == "404");
    CHECK(heard(get("127.0.0.1:9464", "GET /metrics/ HTTP/1.1")) == "404");
    CHECK(heard(get("127.0.0.1:9464", "GET /metrics?a=b HTTP/1.1")) == "404");
    CHECK(heard(get("127.0.0.1:9464", "GET http://127.0.0.1:9464/metrics HTTP/1.1")) == "404");
    CHECK(heard(get("127.0.0.1:9464", "HEAD /metrics HTTP/1.1")) == "405");
    CHECK(heard(get("127.0.0.1:9464", "POST /metrics HTTP/1.1")) == "405");
    CHECK(heard(get("127.0.0.1:9464", "BREW /metrics HTTP/1.1")) == "405");
    CHECK(heard("\x16\x03\x01 hello") == "400");
    CHECK(heard("GET /metrics\r\n\r\n") == "400");
}

TEST_CASE("Only names of the loopback with the right port pass as Host") {
    for (const std::string good : {"127.0.0.1:9464", "localhost:9464", "[::1]:9464"}) {
        INFO(good);
        CHECK(heard(get(good)) == "asks");
    }
    for (const std::string bad :
         {"127.0.0.1", "localhost", "127.0.0.1:9465", "evil.example:9464", "localhost.evil:9464",
          "127.0.0.1:9464.evil", "127.0.0.1:94640", "x127.0.0.1:9464", ""}) {
        INFO(bad);
        CHECK(heard(get(bad)) == "403");
    }
    CHECK(heard("GET /metrics HTTP/1.1\r\n\r\n") == "400");
    CHECK(heard("GET /metrics HTTP/1.1\r\nHost: localhost:9464\r\nHost: evil\r\n\r\n") == "400");
}

TEST_CASE("A request may come in pieces") {
    const std::string whole = get("localhost:9464");
    for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
        INFO(bytes);
        CHECK(heard(whole.substr(0, bytes)) == "more");
    }
    CHECK(heard(whole) == "asks");
    CHECK(heard(whole + "more than was asked for") == "asks");
}

TEST_CASE("Headers have a limited size") {
    std::string request = "GET /metrics HTTP/1.1\r\nHost: localhost:9464\r\nX: ";
    request.append(kMaxHeaderBytes, 'x');
    CHECK(heard(request) == "431");
    CHECK(heard(request + "\r\n\r\n") == "431");
    CHECK(heard(std::string(kMaxHeaderBytes, 'G')) != "more");
}

TEST_CASE("The metrics have the media type of Prometheus's text format") {
    const std::string reply = observability::metrics::metrics_reply("a 1\n");
    CHECK(reply.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(reply.find("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n") !=
          std::string::npos);
    CHECK(reply.ends_with("\r\n\r\na 1\n"));
    CHECK(observability::metrics::unavailable_reply("It hangs.").starts_with("HTTP/1.1 503 "));
}
