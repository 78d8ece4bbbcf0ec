#include "cli/incidents/next_steps.hpp"

#include "support/catch.hpp"

using cli::incidents::Json;
using cli::incidents::next_steps_of;

namespace {

Json document(const std::string& verdict, const std::string& outcome = "open") {
    return {{"verdict", verdict},
            {"outcome", outcome},
            {"folder", "/w x"},
            {"evidence", {{"pid", 13}, {"host", "proxy.example"}}},
            {"gopls", {{"debug_port", nullptr}}},
            {"processes",
             {{{"pid", 12}, {"argv", {"/home/me/go/bin/gopls"}}},
              {{"pid", 13}, {"argv", {"/usr/local/go/bin/go", "list", "-e", "./..."}}}}}};
}

bool has(const std::vector<std::string>& steps, const std::string& beginning) {
    for (const std::string& step : steps) {
        if (step.starts_with(beginning)) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("When gopls hangs, a debugger and its profiles are next") {
    Json hangs = document("deadlocked");
    CHECK(has(next_steps_of("id", hangs), "dlv attach 12  # then: goroutines -t"));
    CHECK(has(next_steps_of("id", hangs), "GOPLS_PROXY_EVIDENCE_DEBUG_PORT=on"));
    hangs["gopls"]["debug_port"] = 40123;
    CHECK(has(next_steps_of("id", hangs),
              "go tool pprof http://127.0.0.1:40123/debug/pprof/goroutine"));
    CHECK_FALSE(has(next_steps_of("id", hangs), "GOPLS_PROXY_EVIDENCE_DEBUG_PORT=on"));
    hangs["verdict"] = "spinning";
    CHECK(has(next_steps_of("id", hangs),
              "go tool pprof -seconds=10 http://127.0.0.1:40123/debug/pprof/profile"));
    hangs["verdict"] = "out_of_memory";
    CHECK(has(next_steps_of("id", hangs), "go tool pprof http://127.0.0.1:40123/debug/pprof/heap"));
}

TEST_CASE("A process that is gone is not named") {
    Json gone = document("deadlocked", "replaced");
    gone["gopls"]["debug_port"] = 40123;
    for (const std::string& step : next_steps_of("id", gone)) {
        INFO(step);
        CHECK(step.find("attach 12") == std::string::npos);
    }
    CHECK(has(next_steps_of("id", gone), "dlv attach PID"));
    CHECK(has(next_steps_of("id", gone), "GOPLS_PROXY_EVIDENCE_DEBUG_PORT=on"));
}

TEST_CASE("A stuck go command is run again with its steps shown") {
    const auto steps = next_steps_of("id", document("go_command_local"));
    CHECK(has(steps, "cd '/w x' && go list -x -e ./...  # the same command"));
    CHECK(has(steps, "cd '/w x' && go build -x ./...  # "));
    CHECK(has(steps, "dlv attach 13"));
    CHECK_FALSE(has(next_steps_of("id", document("go_command_local", "recovered")), "dlv attach"));
    const auto network = next_steps_of("id", document("go_command_network"));
    CHECK(has(network, "curl -v --max-time 30 https://proxy.example"));
}

TEST_CASE("Words of an incident are quoted for a shell") {
    Json odd = document("go_command_network");
    odd["evidence"]["host"] = "x; rm -rf /";
    CHECK(has(next_steps_of("id", odd), "curl -v --max-time 30 'https://x; rm -rf /'"));
}

TEST_CASE("Incidents that say it all, and incomplete ones, have no steps or general ones") {
    CHECK(next_steps_of("id", document("stopped")).empty());
    CHECK(next_steps_of("id", Json::object()).empty());
    CHECK(has(next_steps_of("id", document("dead")), "gopls-proxy incidents report id"));
    for (const char* verdict : {"deadlocked", "spinning", "go_env", "go_command_network",
                                "build_cache_fault", "other_child"}) {
        INFO(verdict);
        const Json bare = {{"verdict", verdict}, {"processes", {1, nullptr}}, {"evidence", 2}};
        for (const std::string& step : next_steps_of("id", bare)) CHECK_FALSE(step.empty());
    }
}
