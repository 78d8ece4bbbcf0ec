#include "observability/web/messages.hpp"

#include "observability/web/trace_file.hpp"
#include "support/catch.hpp"

using namespace observability::web;
using namespace std::chrono_literals;

namespace {

/// The session's clock shows 1 h when it is 10:00.
constexpr Clocks kClocks{1h, 10h};

Json process(int pid, double cpu_seconds, std::uint64_t bytes) {
    return {{"pid", pid}, {"cpu_seconds", cpu_seconds}, {"resident_bytes", bytes}};
}

}  // namespace

TEST_CASE("times are milliseconds of the time of day") {
    CHECK(kClocks.milliseconds(core::Time{1h}) == Approx(36'000'000));
    CHECK(kClocks.milliseconds(core::Time{1h - 1500ms}) == Approx(36'000'000 - 1500));
}

TEST_CASE("the use of memory and CPU is the sum over the processes") {
    CHECK_FALSE(usage_of(nullptr, 1000, nullptr));
    const auto first =
        usage_of(Json::array({process(1, 2.5, 100), process(2, 0.5, 50)}), 1000, nullptr);
    REQUIRE(first);
    CHECK(first->resident_bytes == 150);
    CHECK_FALSE(first->cpu_cores);
    CHECK(to_json(*first).dump() == "[1000.0,150,null]");
    const auto second = usage_of(Json::array({process(1, 4.0, 100)}), 3000, &*first);
    REQUIRE(second);
    CHECK(second->cpu_cores.value() == Approx(0.5));
    // A process that has ended takes its time along.
    const auto third = usage_of(Json::array({process(1, 1.0, 100)}), 4000, &*second);
    CHECK(third->cpu_cores.value() == Approx(0));
}

TEST_CASE("the minutes of the last hour are told by method") {
    core::Metrics metrics;
    metrics.method("textDocument/hover").last_hour.record(core::Time{59min}, 250ms);
    metrics.method("textDocument/definition");
    const Json message = minutes_message(metrics, kClocks);
    CHECK(message["type"] == "minutes");
    REQUIRE(message["methods"].size() == 1);
    CHECK(message["methods"][0]["method"] == "textDocument/hover");
    CHECK(message["methods"][0]["minutes"].dump() == "[[35940000.0,1,0.25]]");
    CHECK(minutes_message(metrics, {3h, 12h})["methods"].empty());
}

TEST_CASE("history is told with the time of day") {
    observability::TracePart part;
    part.monotonic = kClocks.monotonic;
    part.since_1970 = kClocks.since_1970;
    core::TraceRecord request;
    request.kind = core::TraceRecord::Kind::kRequest;
    request.method.set("textDocument/hover");
    request.text.set("file:///home/me/secret/main.go");
    request.arrived = core::Time{1h - 3s};
    request.began = core::Time{1h - 2s};
    request.ended = core::Time{1h - 1s};
    part.recorded.records.push_back(request);
    Json message = history_message(part);
    const Json& record = message["records"][0];
    CHECK(record["at"] == 36'000'000 - 3000);
    CHECK(record["began"] == 36'000'000 - 2000);
    CHECK(record["ended"] == 36'000'000 - 1000);
    CHECK_FALSE(record.contains("at_ns"));
    hide_paths(message);
    CHECK(message["records"][0]["document"] == "main.go");
}

TEST_CASE("folders can be hidden") {
    Json message = {
        {"type", "status"},
        {"status",
         {{"folders", {"/home/me/shop", "/home/me/lib/"}},
          {"summary", "\"/bin/sh /home/me/go list ./...\" has been inactive for 3 s"},
          {"head", "textDocument/hover"},
          {"proxy", {{"gopls", "/home/me/go/bin/gopls"}, {"pid", 7}}},
          {"active", {{"gopls", "here"}}},
          {"processes", {{{"argv", {"/usr/bin/go", "list", "/home/me/shop/..."}}, {"pid", 8}}}}}}};
    hide_paths(message);
    const Json& status = message["status"];
    CHECK(status["folders"].dump() == R"(["shop","lib"])");
    CHECK(status["proxy"]["gopls"] == "gopls");
    CHECK(status["active"]["gopls"] == "here");
    CHECK(status["processes"][0]["argv"].dump() == R"(["go"])");
    CHECK(status["summary"] == "\"sh go list ./...\" has been inactive for 3 s");
    CHECK(status["head"] == "textDocument/hover");
    CHECK(message.dump().find("home") == std::string::npos);
}

TEST_CASE("folders with blanks are hidden as well") {
    const auto hidden = [](const char* sentence) {
        Json message = {{"summary", sentence}};
        hide_paths(message);
        return message["summary"].get<std::string>();
    };
    CHECK(hidden("\"sh /my secret dir/bin/go list ./...\" hangs") == "\"sh go list ./...\" hangs");
    CHECK(hidden("/usr/bin/go list -m /home/me/a b") == "go list -m a b");
    CHECK(hidden("/a and /b and nothing else") == "a and b and nothing else");
    CHECK(hidden("/a ") == "a ");
    CHECK(hidden("/ a / b") == "/ a / b");
}

TEST_CASE("a message may hold any bytes") {
    CHECK(text_of({{"method", "\xff"}}) == "{\"method\":\"\xef\xbf\xbd\"}");
}

TEST_CASE("the trace of a page is a file for Perfetto") {
    TracedSession session;
    session.clocks = kClocks;
    session.pid = 42;
    core::TraceRecord request;
    request.kind = core::TraceRecord::Kind::kRequest;
    request.method.set("textDocument/hover");
    request.arrived = request.began = core::Time{1h - 3s};
    request.ended = core::Time{1h - 1s};
    session.records.push_back(request);
    session.samples.push_back({1h - 2s, {7}, {{7, 42, {"gopls"}, 1.0, 1000}}});
    const std::string bytes = trace_file(session);
    CHECK(bytes.find("textDocument/hover") != std::string::npos);
    CHECK(bytes.find("memory of gopls") != std::string::npos);
}
