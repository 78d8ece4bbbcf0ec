// The webhook of `gopls-proxy health`, which receives its message over HTTP or TLS, and whose URL
// appears nowhere.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "integration/measuring.hpp"
#include "support/certificates.hpp"
#include "support/fake_collector.hpp"
#include "support/fake_servers.hpp"

using namespace measuring;
using support::Certificates;
using support::FakeCollector;
using support::FakeServers;

namespace {

constexpr const char* kSecret = "T0123-b4Xq9-secret";

std::string url_of(const FakeCollector& hook, const std::string& scheme = "http") {
    return scheme + "://127.0.0.1:" + std::to_string(hook.port()) + "/services/" + kSecret;
}

/// No file below the folder has the secret.
void check_without_secret(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file),
                               std::istreambuf_iterator<char>()};
        INFO(entry.path());
        CHECK_FALSE(says(text, kSecret));
    }
}

/// A run of a fake gopls that exceeds a limit.
const std::vector<std::string> kBadRun = {"--rounds", "1", "--max-rss", "1KB", "--json"};

}  // namespace

TEST_CASE("a webhook that fails twice receives the message at last", "[health_webhook][fake]") {
    Measuring m(Target::fake_gopls());
    const FakeServers fakes(m.sandbox);
    FakeCollector hook;
    hook.reply_with({{500, "", "at /services/" + std::string(kSecret)}, {500}, {200, "", "ok"}});
    m.sandbox.environment["GOPLS_PROXY_WEBHOOK"] = url_of(hook);
    std::vector<std::string> words = kBadRun;
    words.insert(words.end(), {"--junit", m.sandbox.path("state/health.xml").string()});
    const Completed done = m.run(words);
    const Json run = Measuring::parsed(done);
    CHECK(run.at("exit_code") == 1);
    CHECK(run.at("webhook") == Json({{"delivered", true}, {"attempts", 3}, {"problem", nullptr}}));
    const auto received = hook.received();
    REQUIRE(received.size() == 3);
    CHECK(received[2].path == "/services/" + std::string(kSecret));
    CHECK(received[2].headers.at("content-type") == "application/json");
    CHECK(says(received[2].body.at("text"), ":x: *gopls unhealthy* in `"));
    CHECK(says(received[2].body.at("text"), "rss"));

    CHECK_FALSE(says(done.output + done.errors, kSecret));
    check_without_secret(m.sandbox.path("state"));
    CHECK_FALSE(fakes.start_of(1).at("environment").contains("GOPLS_PROXY_WEBHOOK"));
}

TEST_CASE("a webhook that refuses is tried once, and is not named", "[health_webhook][fake]") {
    Measuring m(Target::fake_gopls());
    const FakeServers fakes(m.sandbox);
    FakeCollector hook;
    hook.reply_with({{404, "", "no hook " + std::string(kSecret)}});
    std::vector<std::string> words = kBadRun;
    words.insert(words.end(), {"--webhook", url_of(hook)});
    const Completed done = m.run(words);
    CHECK(Measuring::parsed(done).at("webhook") ==
          Json({{"delivered", false}, {"attempts", 1}, {"problem", "status 404"}}));
    CHECK(says(done.errors, "the webhook did not accept the message after 1 attempt: status 404"));
    CHECK_FALSE(says(done.output + done.errors, kSecret));
    CHECK_FALSE(says(done.output + done.errors, std::to_string(hook.port())));
    check_without_secret(m.sandbox.path("state"));
}

TEST_CASE("a good run is posted only if that is asked for", "[health_webhook][fake]") {
    Measuring m(Target::fake_gopls());
    const FakeServers fakes(m.sandbox);
    const FakeCollector hook;
    m.sandbox.environment["GOPLS_PROXY_WEBHOOK"] = url_of(hook);
    CHECK(m.measure({"--rounds", "1"}).at("webhook").is_null());
    CHECK(hook.received().empty());
    CHECK(m.measure({"--rounds", "1", "--webhook-always"}).at("webhook").at("delivered") == true);
    REQUIRE(hook.received().size() == 1);
    CHECK(says(hook.received()[0].body.at("text"), "*gopls healthy* in"));
}

TEST_CASE("a webhook behind TLS must have a trusted certificate", "[health_webhook][fake]") {
    Measuring m(Target::fake_gopls());
    const FakeServers fakes(m.sandbox);
    const Certificates certificates(m.sandbox);
    const FakeCollector hook(
        0, FakeCollector::Tls{certificates.certificate("server"), certificates.key("server"), ""});
    m.sandbox.environment["GOPLS_PROXY_WEBHOOK"] = url_of(hook, "https");

    const Completed untrusted = m.run(kBadRun);
    const Json refused = Measuring::parsed(untrusted).at("webhook");
    CHECK(refused.at("delivered") == false);
    CHECK(says(refused.at("problem").get<std::string>(), "TLS: "));
    CHECK_FALSE(says(untrusted.output + untrusted.errors, kSecret));
    CHECK(hook.received().empty());

    m.sandbox.environment["SSL_CERT_FILE"] = certificates.authority();
    const Json run = Measuring::parsed(m.run(kBadRun));
    CHECK(run.at("webhook").at("delivered") == true);
    CHECK(run.at("exit_code") == 1);
    REQUIRE(hook.received().size() == 1);
    CHECK(says(hook.received()[0].body.at("text"), "gopls unhealthy"));
}
