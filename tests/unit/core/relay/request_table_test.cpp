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
    /// Handles `Alarm::kSlow` and returns the warnings.
    Events report_slow(const core::Fields& busy_with = {}) {
        turn.alarms.clear(Alarm::kSlow);
        table.report_slow(busy_with, turn);
        return logged(core::LogLevel::kWarning);
    }

    RequestTable table{settings.slow, turn.metrics};
    std::uint64_t order = 0;
};

}  // namespace

TEST_CASE("RequestTable answers and measures each request once") {
    const std::string from_gopls = lsp::reply("7", R"({"of":"gopls"})");
    struct Row {
        const char* what;
        std::function<void(Requests&, Pending&)> reply;
        json sent;
        Outcome outcome;
        core::Duration in_queue;
        std::size_t reply_bytes;
        bool passed_on;
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
         false},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Requests r;
        Pending* pending = r.ask(7);
        REQUIRE(pending);
        r.pass(3s);
        row.reply(r, *pending);
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

TEST_CASE("RequestTable reports a request once when it exceeds its method's threshold") {
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
        REQUIRE(r.ask(3, row.method));
        CHECK(r.report_slow().empty());
        REQUIRE(r.alarm(Alarm::kSlow) == row.threshold);
        r.pass(row.threshold);
        CHECK(r.report_slow() ==
              Events{{core::LogLevel::kWarning,
                      core::Event::kSlow,
                      {{"method", row.method}, {"id", 3}, {"waited", row.threshold}}}});
        CHECK_FALSE(r.alarm(Alarm::kSlow));
        r.pass(1h);
        CHECK(r.report_slow().empty());
        CHECK(r.turn.metrics.method(row.method).slow == 1);
    }
}

TEST_CASE("A slow report includes gopls's current work if known") {
    Requests r;
    REQUIRE(r.ask(3));
    r.pass(1s);
    const Events events = r.report_slow({{"head", "workspace/symbol"}, {"work", "it ran"}});
    REQUIRE(events.size() == 1);
    CHECK(events[0].value("method") == kDefinition);
    CHECK(events[0].value("head") == "workspace/symbol");
    CHECK(events[0].value("work") == "it ran");
}

TEST_CASE("A request answered in time is not reported as slow") {
    Requests r;
    r.table.answer(*r.ask(3), "null", Outcome::kOk, r.turn);
    r.pass(1h);
    CHECK(r.report_slow().empty());
    CHECK(r.turn.metrics.method(kDefinition).slow == 0);
}

TEST_CASE("Each request is reported when it becomes slow") {
    Requests r;
    REQUIRE(r.ask(1));
    r.pass(1ms);
    REQUIRE(r.ask(2));
    r.pass(149ms);
    CHECK(r.report_slow().size() == 1);
    REQUIRE(r.alarm(Alarm::kSlow) == 50ms);
    r.pass(50ms);
    CHECK(r.report_slow().size() == 1);
}

TEST_CASE("A slow report names twenty requests and counts the rest") {
    Requests r;
    for (int id = 1; id <= 25; ++id) REQUIRE(r.ask(id));
    r.pass(1s);
    const Events events = r.report_slow();
    REQUIRE(events.size() == 21);
    CHECK(events.back().fields == core::Fields{{"more", 5}});
    CHECK(r.turn.metrics.method(kDefinition).slow == 25);
    r.pass(1s);
    CHECK(r.report_slow().empty());
}
