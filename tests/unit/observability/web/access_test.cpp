#include "observability/web/access.hpp"

#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace observability::web;

namespace {

const Site kSite{8080, "/0123456789abcdef/"};

struct Dashboard {
    Keys keys{
        [n = 0](std::size_t count) mutable { return std::string(count, static_cast<char>(++n)); }};
    std::string cookie = *keys.exchange(keys.new_link({}, {}), {});

    /// Returns a request that a browser with the cookie sends.
    Request request(const std::string& target) const {
        Request made(http::verb::get, kSite.path + target, 11);
        made.set(http::field::host, "127.0.0.1:8080");
        made.set(http::field::cookie, "theme=dark; gopls_proxy=" + cookie + "; last=1");
        return made;
    }
    /// Returns the resource that the request asks for; nothing if the request is refused with this
    /// status.
    std::optional<Asked> judged(const Request& request, unsigned status = 0) const {
        const auto result = judge(request, kSite, keys);
        if (result) return *result;
        CHECK(static_cast<unsigned>(result.error().status) == status);
        CHECK_FALSE(result.error().sentence.empty());
        return std::nullopt;
    }
};

}  // namespace

TEST_CASE("a browser with the cookie gets the page") {
    const Dashboard dashboard;
    const auto resource = [&](const std::string& target) {
        const auto asked = dashboard.judged(dashboard.request(target));
        REQUIRE(asked);
        return asked->resource;
    };
    CHECK(resource("") == Resource::kPage);
    CHECK(resource("?again") == Resource::kPage);
    CHECK(resource("style.css") == Resource::kStyle);
    CHECK(resource("script.js") == Resource::kScript);
    CHECK(resource("trace") == Resource::kTrace);
    const auto asked = dashboard.judged(dashboard.request("incident?id=20261201T0417Z-06de"));
    REQUIRE(asked);
    CHECK(asked->resource == Resource::kIncident);
    CHECK(asked->argument == "20261201T0417Z-06de");
    CHECK(dashboard.judged(dashboard.request("incident?id=../../etc"))->argument.empty());
    CHECK_FALSE(dashboard.judged(dashboard.request("other"), 404));
}

TEST_CASE("without the cookie nothing is shown") {
    const Dashboard dashboard;
    const std::vector<std::string> wrong = {"",
                                            "gopls_proxy",
                                            "gopls_proxy=",
                                            "other=" + dashboard.cookie,
                                            "gopls_proxy=" + dashboard.cookie.substr(1),
                                            "xgopls_proxy=" + dashboard.cookie};
    for (const std::string& cookie : wrong) {
        for (const char* target : {"", "style.css", "script.js", "socket", "trace", "incident"}) {
            INFO(cookie << " " << target);
            Request request = dashboard.request(target);
            request.set(http::field::cookie, cookie);
            CHECK_FALSE(dashboard.judged(request, 403));
        }
    }
    Request elsewhere = dashboard.request("");
    elsewhere.target("/");
    CHECK_FALSE(dashboard.judged(elsewhere, 403));
    elsewhere.target("/0123456789abcdee/");
    CHECK_FALSE(dashboard.judged(elsewhere, 403));
    elsewhere.target("");
    CHECK_FALSE(dashboard.judged(elsewhere, 403));
}

TEST_CASE("a link needs no cookie") {
    const Dashboard dashboard;
    Request request = dashboard.request("open?token=0123");
    request.erase(http::field::cookie);
    const auto asked = dashboard.judged(request);
    REQUIRE(asked);
    CHECK(asked->resource == Resource::kEntrance);
    CHECK(asked->argument == "0123");
    for (const char* target :
         {"open", "open?", "open?token", "open?key=0123", "open?a=b&token=01"}) {
        request.target(kSite.path + target);
        CHECK_FALSE(dashboard.judged(request, 403));
    }
}

TEST_CASE("a page of another name is refused") {
    const Dashboard dashboard;
    for (const std::string host : {"evil.example:8080", "127.0.0.1", "127.0.0.1:8081", "localhost",
                                   "127.0.0.1:8080.evil.example", ""}) {
        INFO(host);
        Request request = dashboard.request("");
        request.set(http::field::host, host);
        CHECK_FALSE(dashboard.judged(request, 403));
    }
    Request request = dashboard.request("");
    request.set(http::field::host, "localhost:8080");
    CHECK(dashboard.judged(request));
    request.insert(http::field::host, "evil.example:8080");
    CHECK_FALSE(dashboard.judged(request, 400));
    request.erase(http::field::host);
    CHECK_FALSE(dashboard.judged(request, 400));
}

TEST_CASE("a WebSocket comes from the page itself") {
    const Dashboard dashboard;
    Request request = dashboard.request("socket");
    CHECK_FALSE(dashboard.judged(request, 403));  // not of a browser
    for (const char* origin :
         {"http://evil.example", "http://localhost:8080", "https://127.0.0.1:8080", "null",
          "http://127.0.0.1:8081", "http://127.0.0.1"}) {
        INFO(origin);
        request.set(http::field::origin, origin);
        CHECK_FALSE(dashboard.judged(request, 403));
    }
    request.set(http::field::origin, "http://127.0.0.1:8080");
    REQUIRE(dashboard.judged(request));
    CHECK(dashboard.judged(request)->resource == Resource::kSocket);
    Request trace = dashboard.request("trace");
    trace.set(http::field::origin, "http://evil.example");
    CHECK_FALSE(dashboard.judged(trace, 403));
}

TEST_CASE("only GET is allowed") {
    const Dashboard dashboard;
    for (const http::verb verb : {http::verb::post, http::verb::head, http::verb::delete_,
                                  http::verb::options, http::verb::connect}) {
        Request request = dashboard.request("");
        request.method(verb);
        CHECK_FALSE(dashboard.judged(request, 405));
    }
}

TEST_CASE("each reply forbids all but this page") {
    for (const Reply& made :
         {reply(http::status::ok, "text/html", "text", kSite),
          refusal({http::status::forbidden, "No."}, kSite), entrance("0123", kSite)}) {
        const std::string policy(made["Content-Security-Policy"]);
        CHECK(policy.find("default-src 'none'") != std::string::npos);
        CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
        CHECK(policy.find("unsafe") == std::string::npos);
        CHECK(made["X-Content-Type-Options"] == "nosniff");
        CHECK(made["Referrer-Policy"] == "no-referrer");
        CHECK(made["Cache-Control"] == "no-store");
        CHECK(made.count("Access-Control-Allow-Origin") == 0);
    }
    const std::string cookie(entrance("0123", kSite)["Set-Cookie"]);
    CHECK(cookie == "gopls_proxy=0123; Path=/0123456789abcdef/; HttpOnly; SameSite=Strict");
}
