#include "cli/trace/options.hpp"
#include "cli/trace/summary.hpp"
#include "support/catch.hpp"

using namespace cli::trace;
using namespace std::chrono_literals;
using core::TraceRecord;

namespace {

TraceRecord request(std::string_view id, core::Duration length) {
    TraceRecord record;
    record.kind = TraceRecord::Kind::kRequest;
    record.method.set("textDocument/hover");
    record.id.set(id);
    record.text.set("file:///w/a.go");
    record.arrived = core::Time(1h);
    record.ended = record.arrived + length;
    return record;
}

}  // namespace

TEST_CASE("the command line of trace") {
    const auto plain = parse_options({});
    REQUIRE(plain.has_value());
    CHECK_FALSE(plain->length.has_value());
    CHECK(plain->format == Format::kPerfetto);
    const auto full = parse_options({"--seconds", "3", "-o", "a.json", "--pid", "7", "--past"});
    REQUIRE(full.has_value());
    CHECK(full->length == 3s);
    CHECK(full->format == Format::kChrome);
    CHECK(full->file == "a.json");
    CHECK(full->pid == 7);
    CHECK(full->past);
    CHECK(parse_options({"-o", "a.json", "--format", "perfetto"})->format == Format::kPerfetto);
    CHECK(parse_options({"--format", "chrome"})->format == Format::kChrome);
    CHECK(parse_options({"-o", "a.jsonl"})->format == Format::kJsonLines);
    CHECK(parse_options({"-o", "a.json", "--format", "inspector"})->format == Format::kInspector);
    for (const auto& wrong : {std::vector<std::string>{"--seconds", "0"},
                              {"--format", "xml"},
                              {"--pid", "-1"},
                              {"file"},
                              {"-o"}}) {
        REQUIRE(parse_options(wrong).has_error());
        CHECK(parse_options(wrong).error().exit_code == app::kExitUsage);
    }
    CHECK(default_file(7, "20261130-204438", Format::kPerfetto) ==
          "gopls-proxy-7-20261130-204438.pftrace");
    CHECK(default_file(7, "t", Format::kJsonLines) == "gopls-proxy-7-t.jsonl");
}

TEST_CASE("the summary of a trace names the slowest requests and those that wait") {
    Summary summary;
    for (int i = 1; i <= 9; ++i) summary.add(request(std::to_string(i), i * 1s));
    TraceRecord cancelled = request("10", 1ms);
    cancelled.outcome = core::Outcome::kCancelled;
    summary.add(cancelled);
    TraceRecord open = request("\"\x1b[31m\"", 0s);
    open.kind = TraceRecord::Kind::kOpen;
    summary.add(open);
    summary.lost(1);
    CHECK(summary.text(open.arrived).find("1 record is missing") != std::string::npos);
    summary.lost(2);
    const std::string text = summary.text(open.arrived + 2s);
    CHECK(summary.requests() == 10);
    CHECK(text.find("10 requests, 1 cancelled, 1 without a reply yet") == 0);
    CHECK(text.find("3 records are missing") != std::string::npos);
    CHECK(text.find("(id 9), ok, a.go") < text.find("(id 5)"));
    CHECK(text.find("(id 4)") == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
}
