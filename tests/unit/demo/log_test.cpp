#include "demo/log.hpp"

#include <fstream>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using demo::LogEvent;
using demo::parse_log_line;
using Kind = demo::LogEvent::Kind;

namespace {

LogEvent event_of(const std::string& message) {
    const auto event = parse_log_line("2026-11-22T01:17:09.094Z 30081 warning " + message);
    REQUIRE(event.has_value());
    return *event;
}

}  // namespace

TEST_CASE("the time of a line of the log") {
    const auto event = parse_log_line("1970-01-02T00:01:02.345Z 1 info loaded generation=1, 5 ms");
    REQUIRE(event.has_value());
    CHECK(event->time.time_since_epoch() == std::chrono::milliseconds(86'462'345));
}

TEST_CASE("the life of a server in the log") {
    CHECK(event_of("generation=1 pid=30085 cache=ordinary").kind == Kind::kProcess);
    CHECK(event_of("generation=1 pid=30085 cache=ordinary").pid == 30085);
    struct Case {
        std::string message;
        Kind kind;
        int generation;
        std::string text;
    };
    const std::vector<Case> cases = {
        {"spawn generation=2 cache=clean as standby", Kind::kSpawn, 2, "cache=clean as standby"},
        {"initialized generation=1 in 240 ms", Kind::kInitialized, 1, "in 240 ms"},
        {"loaded generation=1, 310 ms after its start", Kind::kLoaded, 1, "310 ms after its start"},
        {"recovered generation=1 from stopped after 2.2 s", Kind::kRecovered, 1,
         "from stopped after 2.2 s"},
        {"standby generation=2 dropped, averted", Kind::kDropped, 2, "dropped, averted"},
        {"switch generation=2 from=1 after 1.7 s", Kind::kSwitch, 2,
         "from generation 1 after 1.7 s"},
        {"gone generation=12, 0 processes left", Kind::kGone, 12, "0 processes left"},
    };
    for (const Case& c : cases) {
        INFO(c.message);
        const LogEvent event = event_of(c.message);
        CHECK(event.kind == c.kind);
        CHECK(event.generation == c.generation);
        CHECK(event.text == c.text);
    }
}

TEST_CASE("a suspicion, a verdict with its evidence, a remedy") {
    const LogEvent slow = event_of("slow: textDocument/hover id=3 has waited for 151 ms");
    CHECK(slow.kind == Kind::kSlow);
    CHECK(slow.text == "textDocument/hover id=3 has waited for 151 ms");

    const LogEvent stopped = event_of(
        R"(stall generation=1 verdict=stopped head="textDocument/definition" head_age="2.2 s" )"
        R"(quiet="2.0 s" work="gopls ran for 13 ms" pid="30085": gopls was stopped by a signal)");
    CHECK(stopped.kind == Kind::kStall);
    CHECK(stopped.name == "stopped");
    CHECK(stopped.text == "gopls was stopped by a signal");
    CHECK(stopped.evidence ==
          "it is at textDocument/definition, for 2.2 s, without any work for 2.0 s, last seen: "
          "gopls ran for 13 ms");

    const LogEvent command = event_of(
        R"(stall generation=1 verdict=go_command_local head="initialized" command="go list" )"
        R"(pid="7": "go list" has done nothing for 4.0 s)");
    CHECK(command.name == "go_command_local");
    CHECK(command.text == "\"go list\" has done nothing for 4.0 s");
    CHECK(command.evidence == "it is at initialized");

    const LogEvent bare = event_of("stall generation=1 verdict=dead: gopls ended: it crashed");
    CHECK(bare.name == "dead");
    CHECK(bare.text == "gopls ended: it crashed");

    const LogEvent remedy = event_of(R"(generation=1 remedy=sigcont for verdict=stopped head="x")");
    CHECK(remedy.kind == Kind::kRemedy);
    CHECK(remedy.name == "sigcont");
}

TEST_CASE("lines that tell nothing are passed over") {
    for (const char* line : {
             "",
             "method   count queue p50",
             "2026-11-22T01:17:09.094Z",
             "2026-11-22T01:17:09.094Z x info loaded generation=1, 5 ms",
             "2026-11-22 01:17:09.094Z 1 info loaded generation=1, 5 ms",
             "2026--1-22T01:17:09.094Z 1 info loaded generation=1, 5 ms",
             "2026-11-22T01:17:09.094Z 1 info gopls-proxy 0.1.0",
             "2026-11-22T01:17:09.094Z 1 debug generation=1 verdict=busy head=\"initialized\"",
         }) {
        INFO(line);
        CHECK_FALSE(parse_log_line(line));
    }
}

TEST_CASE("a log is followed while it grows, line by line") {
    const unit_test::TempFolder folder;
    const std::string path = folder / "proxy.log";
    demo::LogTail tail(path);
    CHECK(tail.read_new().empty());
    std::ofstream log(path, std::ios::binary);
    log << "2026-11-22T01:17:09.094Z 1 info loaded generation=1, 5 ms\nnonsense\n2026-11-22T01:"
        << std::flush;
    REQUIRE(tail.read_new().size() == 1);
    CHECK(tail.read_new().empty());
    log << "17:09.100Z 1 info gone generation=1, 0 processes left\n" << std::flush;
    const auto events = tail.read_new();
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind == Kind::kGone);
}
