#include "cli/status/report.hpp"

#include "support/catch.hpp"

using app::control::Json;
using app::control::Refusal;
using cli::Session;

namespace {

const char* const kStuck = R"({
    "proxy": {"pid": 12, "version": "1"},
    "mode": "act", "state": "stuck", "summary": "gopls makes no progress. A fresh gopls is being prepared.",
    "editor": {"name": "Neovim", "version": "0.10"},
    "folders": ["/home/me/src/app", "/srv/b"],
    "active": {"generation": 1, "phase": "ready", "pid": 20, "age_seconds": 90, "offline": false,
               "start": {"text": "12.3 s: load 12.0 s"}},
    "standby": {"generation": 2, "phase": "loading", "pid": 0, "age_seconds": 1, "offline": true},
    "processes": [{"pid": 20, "resident_bytes": 1073741824}, {"pid": 21, "resident_bytes": 3145728}],
    "requests_in_flight": 2, "open_documents": 1,
    "recent": {"requests": 3, "p99_seconds": 0.048},
    "methods": [{"method": "textDocument/hover", "count": 5, "p50_seconds": 0.012,
                 "p99_seconds": 0.3, "max_seconds": 0.3, "slow": 1}],
    "stalls_detected": 1, "replacements": 0,
    "last_incident": {"sentence": "gopls makes no progress", "age_seconds": 6}})";

Session session(int pid, const char* status) {
    return {
        pid, "/run/a.sock",
        boost::system::result<Json, Refusal>(boost::system::in_place_value, Json::parse(status))};
}

}  // namespace

TEST_CASE("status shows a session in words") {
    CHECK(cli::status_text({session(12, kStuck)}, "/home/me", false) ==
          "stuck     Neovim 0.10  ~/src/app, /srv/b  gopls-proxy 12\n"
          "  gopls makes no progress. A fresh gopls is being prepared.\n"
          "  gopls     generation 1, pid 20, ready, up 90.0 s, 1024 MB; 1 other process, 3 MB\n"
          "  start     12.3 s: load 12.0 s\n"
          "  standby   generation 2, loading, up 1.0 s, offline\n"
          "  requests  2 waiting, 5 answered, 1 slow, p99 48 ms in the last 5 min; "
          "1 open document\n"
          "  faults    1 fault, 0 replacements; the last 6.0 s ago: gopls makes no progress\n"
          "  METHOD                                   COUNT      P50      P99      MAX   SLOW\n"
          "  textDocument/hover                           5    12 ms   300 ms   300 ms      1\n");
}

TEST_CASE("status copes with missing members and obeys no control characters") {
    const std::string text = cli::status_text(
        {session(1, "{}"), session(2, "[]"),
         session(3, R"({"state":"healthy","summary":"\u001b[2J","editor":{"name":"\u0007"},
                        "folders":[7,"/a\u001b]0;x"],"methods":[null,{"method":7}],
                        "active":{"generation":1e300}})"),
         session(4, R"({"methods":{"a":1},"processes":7,"requests_in_flight":1e99})")},
        "", false);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find("gopls-proxy 4") != std::string::npos);
}

TEST_CASE("status shows a session that does not answer, and that none runs") {
    const Session silent{9, "/run/9.sock", Refusal{"no_answer", "it does not answer"}};
    CHECK(cli::status_text({silent}, "", false) ==
          "no answer  gopls-proxy 9\n  it does not answer\n");
    CHECK(Json::parse(cli::status_json({silent}))[0].at("error").at("code") == "no_answer");
    CHECK(cli::status_text({}, "", false).starts_with("No gopls-proxy is running."));
    CHECK(cli::status_json({}) == "[]\n");
}

TEST_CASE("status colours the state on request only") {
    CHECK(cli::status_text({session(12, kStuck)}, "", true).starts_with("\x1b[1;31mstuck"));
}
