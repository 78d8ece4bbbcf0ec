#include "core/relay/request_table.hpp"

#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Alarm;
using core::Outcome;
using core::Pending;
using core::RequestTable;
using lsp::RequestId;

namespace {

constexpr const char* kDefinition = "textDocument/definition";

struct Requests : OneTurn {
    using OneTurn::OneTurn;

    Pending* ask(const RequestId& id, const char* method = kDefinition) {
        const std::string bytes = lsp::request(id.raw(), method, "{}");
        return table.received(id, table.method(method), frame_of(bytes), ++order, turn);
    }
    Pending* ask(int id, const char* method = kDefinition) {
        return ask(RequestId::from_integer(id), method);
    }
    /// Handles `Alarm::kSlow` and returns the requests that are still waiting.
    std::vector<const Pending*> report_slow(std::string_view head = {}) {
        turn.alarms.clear(Alarm::kSlow);
        return table.report_slow(head, turn);
    }
    std::vector<core::SlowRequest> for_slow_log() { return table.take_for_slow_log().requests; }

    RequestTable table{settings.slow, turn.metrics};
    std::uint64_t order = 0;
};

}  // namespace

TEST_CASE("RequestTable answers and measures each request once") {
    const std::string from_gopls = lsp::reply("7", R"({"of":"gopls"})");
    const std::string failed =
        lsp::frame(R"({"jsonrpc":"2.0","error":{"code":0,"message":"no package"},"id":7})");
    struct Row {
        const char* what;
        std::function<void(Requests&, Pending&)> reply;
        json sent;
        Outcome outcome;
        core::Duration in_queue;
        std::size_t reply_bytes;
        bool passed_on;
        std::vector<int> error_codes = {};
    };
    const Row rows[] = {
        {"gopls's reply, unchanged",
         [&](Requests& r, Pending& p) {
             lsp::Frame frame = frame_of(from_gopls);
             r.table.forward_reply(p, frame, Outcome::kReissued, r.turn.now - 1s, r.turn);
         },
         {{"id", 7}, {"result", {{"of", "gopls"}}}},
         Outcome::kReissued,
         2s,
         from_gopls.size(),
         true},
        {"gopls's reply, rewritten",
         [&](Requests& r, Pending& p) { r.table.send_reply(p, from_gopls, Outcome::kOk, r.turn); },
         {{"id", 7}, {"result", {{"of", "gopls"}}}},
         Outcome::kOk,
         0s,
         from_gopls.size(),
         false},
        {"the proxy's own result",
         [](Requests& r, Pending& p) {
             r.table.answer(p, R"({"own":true})", Outcome::kLost, r.turn);
         },
         {{"id", 7}, {"result", {{"own", true}}}},
         Outcome::kLost,
         0s,
         0,
         false},
        {"the proxy's own error",
         [](Requests& r, Pending& p) {
             r.table.fail(p, lsp::ErrorCode::kRequestCancelled, "why", Outcome::kCancelled, r.turn);
         },
         {{"id", 7}, {"error", {{"code", -32800}, {"message", "why"}}}},
         Outcome::kCancelled,
         0s,
         0,
         false,
         {-32800}},
        {"an error of gopls",
         [&](Requests& r, Pending& p) {
             lsp::Frame frame = frame_of(failed);
             r.table.forward_reply(p, frame, {Outcome::kError, 0}, r.turn.now, r.turn);
         },
         {{"id", 7}, {"error", {{"code", 0}, {"message", "no package"}}}},
         Outcome::kError,
         3s,
         failed.size(),
         true,
         {0}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Requests r;
        r.turn.trace.start();
        Pending* pending = r.ask(7);
        REQUIRE(pending);
        r.pass(3s);
        row.reply(r, *pending);
        const auto traced = r.turn.trace.read(0, 2).records;
        REQUIRE(traced.size() == 1);
        CHECK(traced[0].slow);
        CHECK(traced[0].error_code.has_value() == !row.error_codes.empty());
        if (traced[0].error_code) CHECK(*traced[0].error_code == row.error_codes.at(0));
        json sent = row.sent;
        sent["jsonrpc"] = "2.0";
        CHECK(r.to_editor() == std::vector<json>{sent});
        CHECK(r.turn.forwarded == row.passed_on);
        CHECK(r.table.empty());
        CHECK_FALSE(r.table.find(RequestId::from_integer(7)));
        const core::MethodMetrics& measured = r.turn.metrics.method(kDefinition);
        CHECK(measured.outcomes[static_cast<std::size_t>(row.outcome)] == 1);
        CHECK(measured.queue.count() == 1);
        CHECK(measured.queue.sum() == row.in_queue);
        CHECK(measured.service.sum() == 3s - row.in_queue);
        CHECK(measured.request_bytes == lsp::request("7", kDefinition, "{}").size());
        CHECK(measured.reply_bytes == row.reply_bytes);
        std::vector<int> error_codes;
        for (const auto& [code, times] : measured.failed) {
            error_codes.push_back(code);
            CHECK(times.sum() == 3s);
        }
        CHECK(error_codes == row.error_codes);
    }
}

TEST_CASE("RequestTable forwards a large reply together with its memory") {
    Requests r;
    Pending* pending = r.ask(7);
    const std::string bytes = lsp::reply("7", "[]");
    lsp::Frame frame = frame_of(bytes);
    frame.owner = std::make_unique<char[]>(1);
    const char* const memory = frame.owner.get();
    r.table.forward_reply(*pending, frame, Outcome::kOk, r.turn.now, r.turn);
    const auto writes = r.effects<core::effect::WriteEditor>();
    REQUIRE(writes.size() == 1);
    CHECK(writes[0]->owner.get() == memory);
}

TEST_CASE("RequestTable rejects a second request with an id in use") {
    Requests r;
    Pending* first = r.ask(1, "textDocument/hover");
    REQUIRE(first);
    r.pass(1s);
    CHECK_FALSE(r.ask(1, "textDocument/rename"));
    CHECK(first->method->name == "textDocument/hover");
    CHECK(first->received == kStart);
    CHECK(r.ask(RequestId::from_raw(R"("1")")));
    CHECK(r.table.size() == 2);
    r.table.answer(*first, "null", Outcome::kOk, r.turn);
    const Pending* again = r.ask(1, "textDocument/rename");
    REQUIRE(again);
    CHECK(again->method->name == "textDocument/rename");
    CHECK(again->received == r.turn.now);
}

TEST_CASE("RequestTable marks only reads as repeatable") {
    for (const auto& [method, is_read] :
         std::map<const char*, bool>{{"textDocument/hover", true},
                                     {"textDocument/rename", true},
                                     {"workspace/executeCommand", false},
                                     {"gopls/own", false}}) {
        CAPTURE(method);
        Requests r;
        CHECK(r.ask(1, method)->pure_read == is_read);
    }
}

TEST_CASE("RequestTable counts a slow request at its threshold and reports it if it waits on") {
    core::Settings settings;
    settings.slow.methods["textDocument/formatting"] = 60ms;
    struct Row {
        const char* method;
        core::Duration threshold;
    };
    for (const Row& row : {Row{"textDocument/hover", 150ms}, Row{"workspace/symbol", 1s},
                           Row{"textDocument/formatting", 60ms}}) {
        CAPTURE(row.method);
        Requests r(settings);
        const Pending* pending = r.ask(3, row.method);
        CHECK(r.report_slow().empty());
        REQUIRE(r.alarm(Alarm::kSlow) == row.threshold);
        r.pass(row.threshold);
        CHECK(r.report_slow().empty());
        CHECK(r.turn.metrics.method(row.method).slow == 1);
        REQUIRE(r.alarm(Alarm::kSlow) == 9 * row.threshold);
        r.pass(9 * row.threshold);
        CHECK(r.report_slow() == std::vector<const Pending*>{pending});
        CHECK_FALSE(r.alarm(Alarm::kSlow));
        r.pass(1h);
        CHECK(r.report_slow().empty());
        CHECK(r.turn.metrics.method(row.method).slow == 1);
    }
}

TEST_CASE("A request answered in time is not slow") {
    Requests r;
    r.pass(1s);
    Pending* pending = r.ask(3);
    r.pass(149ms);
    r.table.answer(*pending, "null", Outcome::kOk, r.turn);
    CHECK_FALSE(r.table.has_for_slow_log());
    r.pass(1h);
    CHECK(r.report_slow().empty());
    CHECK(r.turn.metrics.method(kDefinition).slow == 0);
}

TEST_CASE("A request answered late is described for the slow log, counted before or not") {
    for (const bool counted : {false, true}) {
        Requests r;
        r.turn.session_id = 9;
        Pending* pending = r.ask(3);
        pending->generation = 1;
        r.pass(150ms);
        if (counted) r.report_slow("workspace/symbol");
        r.pass(10ms);
        lsp::Frame frame = frame_of(lsp::reply("3", "[]"));
        r.table.forward_reply(*pending, frame, Outcome::kOk, r.turn.now - 4ms, r.turn);
        const auto slow = r.for_slow_log();
        REQUIRE(slow.size() == 1);
        CHECK(slow[0].over_threshold);
        CHECK(slow[0].method == kDefinition);
        CHECK(slow[0].id == "3");
        CHECK(slow[0].trace == core::TraceId{9, 1});
        CHECK(slow[0].spent.queue == 156ms);
        CHECK(slow[0].spent.gopls == 4ms);
        CHECK(slow[0].head == (counted ? "workspace/symbol" : ""));
        CHECK(r.turn.metrics.method(kDefinition).slow == 1);
        CHECK_FALSE(r.table.has_for_slow_log());
    }
}

TEST_CASE("While the editor does not read, all replies are for the slow log") {
    Requests r;
    Pending* first = r.ask(1);
    Pending* second = r.ask(2);
    Pending* third = r.ask(3);
    r.table.answer(*first, "null", Outcome::kOk, r.turn);
    CHECK_FALSE(r.table.has_for_slow_log());
    const core::Time written = r.turn.now;
    r.pass(1ms);
    r.table.editor_reads(false, written, r.turn);
    CHECK(r.for_slow_log().at(0).id == "1");
    r.table.answer(*second, "null", Outcome::kOk, r.turn);
    CHECK(r.for_slow_log().at(0).id == "2");
    r.table.editor_reads(true, r.turn.now, r.turn);
    r.table.answer(*third, "null", Outcome::kOk, r.turn);
    CHECK_FALSE(r.table.has_for_slow_log());
    // The reply of an earlier turn has been read.
    r.pass(1ms);
    r.table.editor_reads(false, r.turn.now - 500us, r.turn);
    CHECK_FALSE(r.table.has_for_slow_log());
}

TEST_CASE("Thousands of slow replies in one turn are counted, not described") {
    Requests r;
    for (int id = 1; id <= 1000; ++id) REQUIRE(r.ask(id));
    r.pass(1s);
    for (Pending* pending : r.table.in_order()) {
        r.table.fail(*pending, lsp::ErrorCode::kServerCancelled, "gone", Outcome::kLost, r.turn);
    }
    const auto found = r.table.take_for_slow_log();
    CHECK(found.requests.size() == core::SlowRequest::kMost);
    CHECK(found.more == 1000 - core::SlowRequest::kMost);
}

TEST_CASE("Each request is counted when it becomes slow") {
    Requests r;
    REQUIRE(r.ask(1));
    r.pass(1ms);
    REQUIRE(r.ask(2));
    r.pass(149ms);
    r.report_slow();
    CHECK(r.turn.metrics.method(kDefinition).slow == 1);
    REQUIRE(r.alarm(Alarm::kSlow) == 50ms);
    r.pass(50ms);
    r.report_slow();
    CHECK(r.turn.metrics.method(kDefinition).slow == 2);
}
