#include "observability/metrics/address.hpp"

#include "observability/metrics/file_name.hpp"
#include "support/catch.hpp"

using observability::metrics::file_of;
using observability::metrics::parse_address;

TEST_CASE("The metrics endpoint has a loopback address and a port") {
    struct Row {
        std::string text;
        std::string address;  ///< empty: refused
    };
    const auto row = GENERATE(values<Row>({
        {"127.0.0.1:9464", "127.0.0.1:9464"},
        {"localhost:9464", "127.0.0.1:9464"},
        {"[::1]:9464", "[::1]:9464"},
        {"127.0.0.1:0", "127.0.0.1:0"},
        {"127.0.0.1:65535", "127.0.0.1:65535"},
        {"127.0.0.1:65536", ""},
        {"127.0.0.1:", ""},
        {"127.0.0.1", ""},
        {"127.0.0.1:-1", ""},
        {"127.0.0.1:9464 ", ""},
        {"127.0.0.2:9464", ""},
        {"0.0.0.0:9464", ""},
        {"[::]:9464", ""},
        {"::1:9464", ""},
        {":9464", ""},
        {"9464", ""},
        {"192.0.2.1:9464", ""},
        {"example.com:9464", ""},
        {"127.0.0.1.example.com:9464", ""},
        {"", ""},
    }));
    INFO(row.text);
    const auto address = parse_address(row.text);
    CHECK((address ? to_text(*address) : "") == row.address);
}

TEST_CASE("The name of a metrics file contains the pid") {
    CHECK(file_of("/x/gopls-proxy.prom", 7) == "/x/gopls-proxy.7.prom");
    CHECK(file_of("/x/gopls-%p.prom", 7) == "/x/gopls-7.prom");
    CHECK(file_of("/%p/gopls-%p.prom", 7) == "/7/gopls-7.prom");
    CHECK(file_of("/x.y/metrics", 7) == "/x.y/metrics.7");
}
