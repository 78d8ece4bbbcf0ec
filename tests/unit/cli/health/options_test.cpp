#include "cli/health/options.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using cli::health::Options;
using cli::health::parse_options;

namespace {

constexpr const char* kUrl = "https://hooks.example.com/services/T0/B0/c3VwZXJzZWNyZXQ";

std::string error_of(const std::vector<std::string>& words,
                     const app::Environment& environment = {}) {
    const auto parsed = parse_options(words, environment);
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().exit_code == 2);
    return parsed.error().text;
}

bool has(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("health measures the working folder in five rounds without limits") {
    const auto options = parse_options({}, {});
    REQUIRE(options.has_value());
    CHECK(options->folder == ".");
    CHECK(options->files.empty());
    CHECK(options->most_files == 5);
    CHECK(options->rounds == 5);
    CHECK(options->saves == 0);
    CHECK(options->limits.consecutive == 3);
    CHECK(options->limits.success_percent == 90);
    CHECK(options->limits.baseline_factor == Approx(1.5));
    CHECK_FALSE(options->limits.load);
    CHECK_FALSE(options->limits.growth);
    CHECK(options->request_limit == 30s);
    CHECK(options->time_limit == 10min);
    CHECK_FALSE(options->annotations);
    CHECK(options->webhook.empty());
}

TEST_CASE("health takes a folder, files and limits") {
    const auto options =
        parse_options({"/w",    "--file",     "a.go", "--file",        "b/c.go", "--saves",
                       "4",     "--max-load", "60s",  "--max-latency", "800ms",  "--consecutive",
                       "2",     "--max-mean", "50ms", "--max-p95",     "1m30s",  "--max-heap",
                       "512MB", "--max-rss",  "1GiB", "--max-growth",  "20%",    "--min-success",
                       "99",    "--factor",   "2.5",  "--time-limit",  "2m",     "--request-limit",
                       "5s"},
                      {});
    REQUIRE(options.has_value());
    CHECK(options->folder == "/w");
    CHECK(options->files == std::vector<std::string>{"a.go", "b/c.go"});
    CHECK(options->saves == 4);
    CHECK(options->limits.load == 60s);
    CHECK(options->limits.latency == 800ms);
    CHECK(options->limits.consecutive == 2);
    CHECK(options->limits.mean == 50ms);
    CHECK(options->limits.p95 == 90s);
    CHECK(options->limits.heap_bytes == std::uint64_t{512} << 20);
    CHECK(options->limits.resident_bytes == std::uint64_t{1} << 30);
    CHECK(options->limits.growth->percent == 20);
    CHECK(options->limits.success_percent == 99);
    CHECK(options->limits.baseline_factor == Approx(2.5));
    CHECK(options->time_limit == 2min);
    CHECK(options->request_limit == 5s);
}

TEST_CASE("health names a wrong value, and the allowed ones") {
    CHECK(has(error_of({"--max-load", "soon"}), "--max-load: \"soon\" is not a duration such as"));
    CHECK(has(error_of({"--max-heap", "much"}), "\"much\" is not a size such as 512MB"));
    CHECK(has(error_of({"--max-growth", "x"}), "or percent such as 20%"));
    CHECK(has(error_of({"--min-success", "101"}), "\"101\" is not percent from 0 to 100"));
    CHECK(has(error_of({"--factor", "0.5"}), "\"0.5\" is not a number from 1 to 100"));
    CHECK(has(error_of({"--factor", "50%"}), "is not a number"));
    CHECK(has(error_of({"--rounds", "0"}), "\"0\" is not a whole number from 1"));
    CHECK(has(error_of({"--max-laod", "1s"}), "did you mean \"--max-load\"?"));
    CHECK(has(error_of({""}), "the folder's name is empty"));
    CHECK(has(error_of({"--webhook-always"}), "needs --webhook or GOPLS_PROXY_WEBHOOK"));
}

TEST_CASE("the webhook comes from the command line or the environment") {
    CHECK(parse_options({"--webhook", kUrl}, {})->webhook == kUrl);
    CHECK(parse_options({}, {{"GOPLS_PROXY_WEBHOOK", kUrl}})->webhook == kUrl);
    CHECK(parse_options({"--webhook", "http://127.0.0.1:1/a"}, {{"GOPLS_PROXY_WEBHOOK", kUrl}})
              ->webhook == "http://127.0.0.1:1/a");
}

TEST_CASE("no error repeats the URL of the webhook") {
    const std::string secret = "c3VwZXJzZWNyZXQ";
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"--webhook", "ftp://hooks.example.com/" + secret},
          {"--webhook=https://me:" + secret + "@example.com/"},
          {"--webhok=https://example.com/" + secret},
          {"--json=https://example.com/" + secret},
          {"--webhook", kUrl, "--max-load", "https://example.com/" + secret},
          {".", std::string("https://example.com/") + secret}}) {
        const std::string text = error_of(words);
        INFO(text);
        CHECK_FALSE(has(text, secret));
    }
    const std::string text = error_of({}, {{"GOPLS_PROXY_WEBHOOK", secret}});
    CHECK(has(text, "the value of GOPLS_PROXY_WEBHOOK is not a URL"));
    CHECK_FALSE(has(text, secret));
}

TEST_CASE("inside GitHub Actions health prints annotations") {
    CHECK(parse_options({}, {{"GITHUB_ACTIONS", "true"}})->annotations);
    CHECK_FALSE(parse_options({}, {{"GITHUB_ACTIONS", "false"}})->annotations);
    CHECK(parse_options({"--annotations"}, {})->annotations);
}

TEST_CASE("health --help has examples, exit codes, and what happens to files") {
    const auto help = parse_options({"--help"}, {{"GOPLS_PROXY_WEBHOOK", kUrl}});
    REQUIRE(help.has_error());
    CHECK(help.error().exit_code == 0);
    for (const char* part : {"Examples:", "Exit codes:", "--max-growth", "--baseline", "--junit",
                             "writes nothing in the folder", "GOPLS_PROXY_WEBHOOK"}) {
        INFO(part);
        CHECK(has(help.error().text, part));
    }
    CHECK_FALSE(has(help.error().text, "hooks.example.com"));
}
