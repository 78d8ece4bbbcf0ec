#include "observability/metrics/prometheus.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "observability/metrics/families.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using observability::metrics::Sample;
using observability::metrics::SessionMetrics;
using observability::metrics::text;

namespace {

std::vector<std::string> lines_of(const std::string& whole) {
    std::vector<std::string> lines;
    std::istringstream rest(whole);
    for (std::string line; std::getline(rest, line);) lines.push_back(line);
    return lines;
}

/// Returns the lines of series whose value is not 0.
std::string without_zeros(const std::string& whole) {
    std::string kept;
    for (const std::string& line : lines_of(whole)) {
        if (!line.starts_with('#') && !line.ends_with(" 0")) kept += line + "\n";
    }
    return kept;
}

std::size_t series_of(const std::string& whole) {
    const auto lines = lines_of(whole);
    return static_cast<std::size_t>(
        std::count_if(lines.begin(), lines.end(),
                      [](const std::string& line) { return !line.starts_with('#'); }));
}

Sample busy_session() {
    Sample sample;
    sample.version = "1.2.3";
    core::Status& status = sample.status;
    auto& hover = status.metrics.method("textDocument/hover");
    hover.total.record(3ms);
    hover.total.record(700ms);
    hover.queue.record(1ms);
    hover.service.record(2ms);
    hover.outcomes[0] = 1;
    hover.outcomes[4] = 1;
    hover.slow = 1;
    status.metrics.added.record(30us);
    status.metrics.recovery.record(7s);
    core::Counters& c = status.metrics.counters;
    c.stalls_detected[core::VerdictKind::kDeadlocked] = 2;
    c.stalls_acted_on[core::VerdictKind::kDeadlocked] = 1;
    c.started[1][core::ReplacementOutcome::kTookOver] = 1;
    c.bytes_from_editor = 100;
    c.bytes_from_gopls = 200;
    status.requests_in_flight = 4;
    status.open_documents = 5;
    status.circuit_open = true;
    status.folders = {"/home/somebody/shop", "/elsewhere"};
    status.editor_name = "Neovim";
    status.running = true;
    status.active = core::Status::Server{};
    status.active->phase = "ready";
    status.active->initialized_after = 250ms;
    sample.gopls = {1024, 1500ms};
    return sample;
}

std::string content_of(const std::string& path) {
    std::ostringstream content;
    content << std::ifstream(path).rdbuf();
    return content.str();
}

/// Returns the names of families in a file: those that begin with the prefix.
std::set<std::string> names_in(const std::string& path) {
    const std::string whole = content_of(path);
    REQUIRE_FALSE(whole.empty());
    const std::regex name("gopls_proxy_[a-z_]+");
    std::set<std::string> names;
    for (std::sregex_iterator at(whole.begin(), whole.end(), name), end; at != end; ++at) {
        names.insert(at->str());
    }
    return names;
}

}  // namespace

TEST_CASE("A session becomes Prometheus's text") {
    CHECK(without_zeros(text(busy_session())) ==
          content_of(GOPLS_PROXY_TEST_DATA "/metrics/session.prom"));
}

TEST_CASE("Every series exists from the first scrape on") {
    const std::string empty = text(Sample{});
    Sample busy = busy_session();
    busy.status.metrics.method("gopls/unheardOf").outcomes[0] = 1;
    busy.status.metrics.method("textDocument/didOpen").outcomes[1] = 1;
    const std::string whole = text(busy);
    CHECK(series_of(whole) == series_of(empty));
    CHECK(series_of(empty) < 2000);
    CHECK(whole.find("gopls_proxy_requests_total{method=\"_OTHER\",outcome=\"ok\"} 1\n") !=
          std::string::npos);
    CHECK(whole.find("gopls_proxy_requests_total{method=\"_OTHER\",outcome=\"error\"} 1\n") !=
          std::string::npos);
    CHECK(whole.find("unheardOf") == std::string::npos);
    for (const std::string& line : lines_of(without_zeros(empty))) {
        INFO(line);
        CHECK((line.starts_with("gopls_proxy_state{state=\"new\"}") ||
               line.starts_with("gopls_proxy_session_info{") ||
               line.starts_with("gopls_proxy_build_info{")));
    }
}

TEST_CASE("Only where series of several proxies meet, they have the pid") {
    Sample sample = busy_session();
    CHECK(text(sample).find("pid=") == std::string::npos);
    sample.pid = 4711;
    for (const std::string& line : lines_of(text(sample))) {
        if (!line.starts_with('#')) CHECK(line.find("pid=\"4711\"") != std::string::npos);
    }
}

TEST_CASE("Names of families follow the conventions of Prometheus") {
    std::set<std::string> names;
    for (const auto& family : SessionMetrics(Sample{}).Collect()) {
        INFO(family.name);
        CHECK(names.insert(family.name).second);
        CHECK(family.name.starts_with("gopls_proxy_"));
        CHECK(family.help.ends_with('.'));
        CHECK_FALSE(family.metric.empty());
        const bool is_counter = family.type == prometheus::MetricType::Counter;
        CHECK(family.name.ends_with("_total") == is_counter);
        if (family.type == prometheus::MetricType::Histogram) {
            CHECK(family.name.ends_with("_seconds"));
        }
    }
}

TEST_CASE("The dashboard and the alerts use only families that exist") {
    std::set<std::string> exported;
    for (const auto& family : SessionMetrics(Sample{}).Collect()) {
        exported.insert(family.name);
        if (family.type != prometheus::MetricType::Histogram) continue;
        for (const std::string suffix : {"_bucket", "_sum", "_count"}) {
            exported.insert(family.name + suffix);
        }
    }
    for (const std::string file : {"alerts.yml", "alerts_test.yml", "dashboard.json"}) {
        for (const std::string& name : names_in(GOPLS_PROXY_TEST_GRAFANA "/" + file)) {
            INFO(file << ": " << name);
            CHECK(exported.contains(name));
        }
    }
}

TEST_CASE("Label values from outside are well-formed and bounded") {
    using observability::metrics::label_text;
    CHECK(label_text("shop") == "shop");
    CHECK(label_text("caf\xc3\xa9") == "caf\xc3\xa9");
    CHECK(label_text("a\xff") == "a?");
    CHECK(label_text(std::string(1000, 'x')) == std::string(64, 'x'));
    CHECK(label_text(std::string(63, 'x') + "\xc3\xa9") == std::string(63, 'x'));
    Sample sample = busy_session();
    sample.status.folders = {"/x/a\"b\\c\nd"};
    CHECK(text(sample).find(R"(workspace="a\"b\\c\nd")") != std::string::npos);
}
