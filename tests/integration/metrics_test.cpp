// The metrics of live sessions: Prometheus scrapes them and answers queries, and promtool accepts
// the text, the alert rules and the queries of the dashboard.
#include <signal.h>
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "io/http_get.hpp"
#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/fake_servers.hpp"
#include "support/loopback_listener.hpp"
#include "support/steps.hpp"

using core::Event;
using support::ChildOptions;
using support::ChildProcess;
using support::FakeServers;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

/// Returns the program of the Debian package `prometheus`.
std::string program(const Sandbox& sandbox, const std::string& name) {
    const std::string path = support::find_on_path(name, sandbox.environment.at("PATH"));
    if (path.empty()) {
        throw support::TestFailure(name + " is not installed: .ci/packages --tests installs it");
    }
    return path;
}

support::Completed promtool(const Sandbox& sandbox, const std::vector<std::string>& arguments,
                            const std::string& input = "") {
    ChildOptions options = support::direct(sandbox, program(sandbox, "promtool"), arguments);
    return support::run(options, input);
}

void expect_accepted(const support::Completed& completed) {
    INFO(completed.output << completed.errors);
    CHECK(completed.status == support::ExitStatus{0, 0});
    CHECK(completed.errors.empty());
}

/// Prometheus, which scrapes one proxy.
class Prometheus {
  public:
    Prometheus(const Sandbox& sandbox, const std::string& target)
        : port_(support::free_port()), process_(options(sandbox, target, port_)) {}
    ~Prometheus() { process_.kill(SIGKILL); }
    Prometheus(const Prometheus&) = delete;
    Prometheus& operator=(const Prometheus&) = delete;

    /// Returns the result of an instant query.
    Json query(const std::string& expression) {
        std::string escaped;
        for (const char c : expression) {
            char text[4];
            std::snprintf(text, sizeof text, "%%%02X", static_cast<unsigned char>(c));
            escaped += text;
        }
        const auto reply = io::http_get(port_, "/api/v1/query?query=" + escaped, support::kGiveUp);
        if (!reply) return Json::array();  // it has not started yet
        return Json::parse(*reply).at("data").at("result");
    }
    /// Waits until the query returns a series with this value.
    void expect(const std::string& expression, const std::string& value) {
        support::wait_until(
            [&] {
                if (process_.status()) throw support::TestFailure("Prometheus has ended");
                const Json result = query(expression);
                return std::any_of(result.begin(), result.end(), [&](const Json& series) {
                    return series.at("value").at(1) == value;
                });
            },
            expression + " = " + value);
    }

  private:
    static ChildOptions options(const Sandbox& sandbox, const std::string& target,
                                std::uint16_t port) {
        sandbox.write("prometheus.yml",
                      "global: {scrape_interval: 1s}\n"
                      "rule_files: [" GOPLS_PROXY_TEST_GRAFANA
                      "/alerts.yml]\n"
                      "scrape_configs:\n"
                      "  - job_name: gopls-proxy\n"
                      "    static_configs: [{targets: ['" +
                          target + "']}]\n");
        ChildOptions options = support::direct(
            sandbox, program(sandbox, "prometheus"),
            {"--config.file=" + sandbox.path("prometheus.yml").string(),
             "--storage.tsdb.path=" + sandbox.path("prometheus").string(),
             "--web.listen-address=127.0.0.1:" + std::to_string(port), "--log.level=error"});
        return options;
    }

    std::uint16_t port_;
    ChildProcess process_;
};

/// Waits for the endpoint and returns its address.
std::string address_in(const ProxyLog& log) {
    log.expect({Event::kMetrics});
    for (const auto& line : log.lines()) {
        if (line.event.name == Event::kMetrics) return std::string(line.event.value("address"));
    }
    return {};
}

std::string scraped(const std::string& address) {
    const auto port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
    return io::http_get(port, "/metrics", support::kGiveUp).value();
}

support::Completed command(const Sandbox& sandbox, const std::vector<std::string>& arguments) {
    return support::run(support::direct(sandbox, Target::proxy(), arguments));
}

}  // namespace

TEST_CASE("Prometheus scrapes a session with the real gopls", "[metrics][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.environment["GOPLS_PROXY_METRICS_ADDRESS"] = "127.0.0.1:0";
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const ProxyLog log(sandbox);
    Prometheus prometheus(sandbox, address_in(log));
    prometheus.expect("up", "1");
    prometheus.expect(R"(gopls_proxy_state{state="healthy"})", "1");
    prometheus.expect("gopls_proxy_open_documents", "1");
    prometheus.expect(R"(gopls_proxy_requests_total{method="initialize",outcome="ok"})", "1");
    prometheus.expect("gopls_proxy_gopls_resident_memory_bytes > bool 1e6", "1");
    prometheus.expect(R"(sum(gopls_proxy_stalls_detected_total))", "0");
    prometheus.expect(R"(gopls_proxy_session_info{workspace="module"})", "1");
    steps::finish(*editor);
}

TEST_CASE("a stall, its remedy and the recovery show in the metrics", "[metrics][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_METRICS_ADDRESS"] = "127.0.0.1:0";
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const ProxyLog log(sandbox);
    const std::string address = address_in(log);
    CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 2);
    const std::string text = scraped(address);
    for (const std::string line :
         {R"(gopls_proxy_stalls_detected_total{verdict="deadlocked"} 1)",
          R"(gopls_proxy_stalls_acted_on_total{verdict="deadlocked"} 1)",
          R"(gopls_proxy_replacements_total{reason="stuck",outcome="took_over"} 1)",
          R"(gopls_proxy_recovery_seconds_count 1)",
          R"(gopls_proxy_requests_total{method="textDocument/hover",outcome="reissued"} 1)"}) {
        INFO(text);
        CHECK(text.find("\n" + line + "\n") != std::string::npos);
    }
    expect_accepted(promtool(sandbox, {"check", "metrics"}, text));
    steps::finish(*editor);
}

TEST_CASE("gopls-proxy metrics prints all sessions as one text", "[metrics][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    CHECK(command(sandbox, {"metrics"}).status.code == 1);
    const auto one = steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const auto other = steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const auto all = command(sandbox, {"metrics"});
    CHECK(all.status.code == 0);
    CHECK(all.errors.empty());
    for (const auto* editor : {one.get(), other.get()}) {
        const std::string pid = std::to_string(editor->pid());
        CHECK(all.output.find("gopls_proxy_open_documents{pid=\"" + pid + "\"} 1\n") !=
              std::string::npos);
    }
    expect_accepted(promtool(sandbox, {"check", "metrics"}, all.output));
    CHECK(command(sandbox, {"metrics", "--pid=1"}).status.code == 1);
    steps::finish(*one);
    steps::finish(*other);
}

TEST_CASE("the metrics file lives as long as its session", "[metrics][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const ChildOptions options =
        support::proxied(sandbox, Target::fake_gopls(),
                         {"--proxy-metrics-file=" + sandbox.path("textfile/%p.prom").string()});
    std::filesystem::create_directories(sandbox.path("textfile"));
    const auto editor = steps::settle_fake(sandbox, options);
    const std::string file = "textfile/" + std::to_string(editor->pid()) + ".prom";
    editor->wait_until([&] { return !sandbox.read(file).empty(); }, "the file");
    expect_accepted(promtool(sandbox, {"check", "metrics"}, sandbox.read(file)));
    steps::finish(*editor);
    CHECK(std::filesystem::is_empty(sandbox.path("textfile")));
}

TEST_CASE("a session goes on without metrics where the port is taken", "[metrics][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const support::LoopbackListener taken;
    sandbox.environment["GOPLS_PROXY_METRICS_ADDRESS"] = taken.address();
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    ProxyLog(sandbox).expect({Event::kNote, {}, "no metrics at " + taken.address()});
    steps::finish(*editor);
}

TEST_CASE("an address that others can reach is refused", "[metrics][fake]") {
    Sandbox sandbox;
    const auto refused = command(sandbox, {"--proxy-metrics-address=0.0.0.0:9464"});
    CHECK(refused.status.code == 2);
    CHECK(refused.errors.find("not a loopback address") != std::string::npos);
}

TEST_CASE("promtool accepts the alert rules and what the dashboard asks", "[metrics][fake]") {
    Sandbox sandbox;
    const std::string folder = GOPLS_PROXY_TEST_GRAFANA;
    expect_accepted(promtool(sandbox, {"check", "rules", folder + "/alerts.yml"}));
    const auto tested = promtool(sandbox, {"test", "rules", folder + "/alerts_test.yml"});
    INFO(tested.output << tested.errors);
    CHECK(tested.status.code == 0);

    Json rules = Json::array();
    const Json dashboard = Json::parse(std::ifstream(folder + "/dashboard.json"));
    for (const Json& panel : dashboard.at("panels")) {
        for (const Json& target : panel.at("targets")) {
            std::string expression = target.at("expr");
            for (const std::string variable : {"$__rate_interval", "$__range"}) {
                for (std::size_t at; (at = expression.find(variable)) != std::string::npos;) {
                    expression.replace(at, variable.size(), "5m");
                }
            }
            rules.push_back(
                {{"record", "panel:" + std::to_string(rules.size())}, {"expr", expression}});
        }
    }
    CHECK(rules.size() > 20);
    // JSON is YAML.
    sandbox.write("dashboard.yml",
                  Json{{"groups", {{{"name", "dashboard"}, {"rules", rules}}}}}.dump());
    expect_accepted(promtool(sandbox, {"check", "rules", sandbox.path("dashboard.yml").string()}));
}
